package dev.ccrunner.infra.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.secret.SecretChange.Content;
import dev.ccrunner.secret.ProviderType;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretKind;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultTest {
  private static final String VALUE = "a value that nobody may see";
  private static final String KEYS = "1:" + KeyRingTest.key();
  private static Vaults vaults;
  private static Vault vault;

  @BeforeAll
  static void open() {
    vaults = new Vaults();
    vault = vaults.with(Vaults.ring(KEYS));
  }

  @AfterAll
  static void close() {
    vaults.close();
  }

  @Test
  void opensWhatItKeeps() {
    var id = vaults.keep(vault, "opens", VALUE);

    assertThat(vaults.value(vaults.with(Vaults.ring(KEYS)), id)).isEqualTo(VALUE);
    assertThat(vault.find(vaults.team, id))
        .hasValueSatisfying(secret -> {
          assertThat(secret.use()).isEqualTo(new SecretUse.Env("TOKEN"));
          assertThat(secret.version()).isEqualTo(1);
          assertThat(secret.masked()).isTrue();
        });
  }

  @Test
  void storesNothingOfTheValueInClear() {
    vaults.keep(vault, "in-clear", VALUE);

    for (var row : vaults.db.fetch("select * from secret")) {
      for (Object value : row.intoArray()) {
        assertThat(String.valueOf(value)).doesNotContain("nobody may see");
      }
      byte[] sealed = row.get("sealed", byte[].class);
      assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("nobody");
    }
  }

  @Test
  void keepsEveryKindOfUseWithAllOfIts() {
    var uses =
        List.of(
            new SecretUse.Git(List.of("a.example", "b.example:8443"), "bot", null),
            new SecretUse.Mcp(),
            new SecretUse.Provider(
                ProviderType.GATEWAY, "https://llm.example", "bearer", null, null),
            new SecretUse.Provider(ProviderType.VERTEX, null, null, "europe-west1", "p"));
    for (var use : uses) {
      var id = new SecretId(TimeOrderedIds.next());
      var parts = new SecretParts(Map.of("one", "1", "two", "2"));

      var kept =
          vault.create(new NewSecret(vaults.team, id, "use-" + id, "why", use, parts, false), 1000);

      assertThat(kept)
          .isInstanceOfSatisfying(
              Keeping.Kept.class,
              done -> {
                assertThat(done.secret().use()).isEqualTo(use);
                assertThat(done.secret().description()).isEqualTo("why");
              });
      assertThat(vault.open(vaults.team, id))
          .isInstanceOfSatisfying(
              Opening.Opened.class, opened -> assertThat(opened.parts()).isEqualTo(parts));
    }
  }

  @Test
  void hasNoSecretOfAnotherTeam() {
    var id = vaults.keep(vault, "mine", VALUE);
    var change = new SecretChange("new", null, null, null);

    assertThat(vault.find(vaults.other, id)).isEmpty();
    assertThat(vault.find(vaults.other, List.of(id))).isEmpty();
    assertThat(vault.open(vaults.other, id)).isEqualTo(new Opening.Gone());
    assertThat(vault.change(vaults.other, id, null, change)).isEqualTo(new Keeping.Unknown());
    assertThat(vault.delete(vaults.other, id)).isFalse();
    assertThat(vaults.value(vault, id)).isEqualTo(VALUE);
  }

  @Test
  void doesNotOpenWithAnotherKeyOfTheSameVersion() {
    var id = vaults.keep(vault, "wrong-key", VALUE);
    var wrong = vaults.with(Vaults.ring("1:" + KeyRingTest.key()));

    assertThat(vaults.whyNot(wrong, vaults.team, id)).contains("another key of that version");
  }

  @Test
  void saysWhichKeyIsMissing() {
    var id = vaults.keep(vault, "missing-key", VALUE);
    var later = vaults.with(Vaults.ring("7:" + KeyRingTest.key()));
    var none = vaults.with(Vaults.ring(""));

    assertThat(vaults.whyNot(later, vaults.team, id)).contains("version 1").contains("only [7]");
    assertThat(vaults.whyNot(none, vaults.team, id)).contains("version 1").contains("has none");
  }

  /** Each a way in which somebody who can write to the database could use what it cannot read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "name = 'other-name'",
        "version = version + 1",
        "purpose = '{\"env_name\":\"PATHS\"}'",
        "kind = 'mcp', purpose = '{}'",
        "sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)",
        "wrapped_key = set_byte(wrapped_key, 0, 9)",
        "sealed = substring(sealed from 1 for 12)",
        "sealed = substring(sealed from 1 for length(sealed) - 1)",
        "sealed = ''",
        "wrapped_key = ''"
      })
  void doesNotOpenARowThatSomebodyChanged(String change) {
    var id = vaults.keep(vault, "row-" + new SecretId(TimeOrderedIds.next()), VALUE);

    vaults.db.execute("update secret set " + change + " where id = {0}", DSL.val(id.value()));

    assertThat(vaults.whyNot(vault, vaults.team, id)).startsWith("Expected it").contains("found");
    vault.delete(vaults.team, id);
  }

  @Test
  void doesNotOpenARowThatWasMovedToAnotherTeamOrOverAnotherSecret() {
    var id = vaults.keep(vault, "moved", VALUE);
    var victim = vaults.keep(vault, "victim", "something else");
    vaults.db.execute(
        "update secret set team_id = {0} where id = {1}",
        DSL.val(vaults.other.value()), DSL.val(id.value()));
    vaults.db.execute(
        """
        update secret set sealed = of.sealed, wrapped_key = of.wrapped_key
        from secret of where secret.id = {0} and of.id = {1}
        """,
        DSL.val(victim.value()), DSL.val(id.value()));

    assertThat(vaults.whyNot(vault, vaults.other, id)).contains("in another row");
    assertThat(vaults.whyNot(vault, vaults.team, victim)).contains("in another row");
    vault.delete(vaults.other, id);
  }

  @Test
  void sealsEachVersionAnewAndKeepsTheValueWhenOnlyTheRestChanges() {
    var id = vaults.keep(vault, "before", VALUE);

    var renamed = vault.change(vaults.team, id, 1, new SecretChange("after", "words", null, null));

    assertThat(renamed)
        .isInstanceOfSatisfying(
            Keeping.Kept.class,
            kept -> {
              assertThat(kept.secret().name()).isEqualTo("after");
              assertThat(kept.secret().description()).isEqualTo("words");
              assertThat(kept.secret().version()).isEqualTo(2);
            });
    assertThat(vaults.value(vault, id)).isEqualTo(VALUE);
    var content = new Content(new SecretUse.Env("OTHER"), SecretParts.of("new value"));
    vault.change(vaults.team, id, null, new SecretChange(null, "", content, null));
    assertThat(vaults.value(vault, id)).isEqualTo("new value");
    assertThat(vault.find(vaults.team, id).orElseThrow().description()).isNull();
  }

  @Test
  void changesNothingThatSomebodyHasChangedMeanwhile() {
    var id = vaults.keep(vault, "raced", VALUE);
    vault.change(vaults.team, id, 1, new SecretChange(null, "first", null, null));

    assertThat(vault.change(vaults.team, id, 1, new SecretChange(null, "second", null, null)))
        .isEqualTo(new Keeping.Changed(2));
  }

  @Test
  void letsAValueThatDoesNotOpenBeReplaced() {
    var id = vaults.keep(vault, "broken", VALUE);
    vaults.db.execute("update secret set sealed = '' where id = {0}", DSL.val(id.value()));

    assertThat(vault.change(vaults.team, id, null, new SecretChange("renamed", null, null, null)))
        .isInstanceOf(Keeping.Unreadable.class);
    var content = new Content(new SecretUse.Env("TOKEN"), SecretParts.of("mended"));
    vault.change(vaults.team, id, null, new SecretChange(null, null, content, null));

    assertThat(vaults.value(vault, id)).isEqualTo("mended");
  }

  @Test
  void hasOneSecretOfANameInATeamAndNoMoreThanItMay() {
    vaults.keep(vault, "taken", VALUE);
    var second = vaults.keep(vault, "second", VALUE);
    var again =
        new NewSecret(
            vaults.team,
            new SecretId(TimeOrderedIds.next()),
            "taken",
            null,
            new SecretUse.Mcp(),
            SecretParts.of("x"),
            false);

    assertThat(vault.create(again, 1000)).isEqualTo(new Keeping.NameTaken());
    assertThat(vault.create(again, 1)).isEqualTo(new Keeping.Full());
    assertThat(vault.change(vaults.team, second, null, new SecretChange("taken", null, null, null)))
        .isEqualTo(new Keeping.NameTaken());
  }

  @Test
  void keepsNothingWithoutAKey() {
    var none = vaults.with(Vaults.ring(""));
    var secret =
        new NewSecret(
            vaults.team,
            new SecretId(TimeOrderedIds.next()),
            "no-key",
            null,
            new SecretUse.Mcp(),
            SecretParts.of("x"),
            false);

    assertThat(none.canSeal()).isFalse();
    assertThat(none.create(secret, 1000)).isEqualTo(new Keeping.NoKey());
  }

  @Test
  void remembersTheTeamsAccountUntilItIsDeleted() {
    var use = new SecretUse.Provider(ProviderType.ANTHROPIC, null, null, null, null);
    var id = new SecretId(TimeOrderedIds.next());
    var parts = new SecretParts(Map.of(SecretParts.API_KEY, VALUE));
    vault.create(new NewSecret(vaults.team, id, "account-" + id, null, use, parts, true), 1000);

    assertThat(vault.defaultProvider(vaults.team)).contains(id);
    assertThat(vault.find(vaults.team, id).orElseThrow().teamDefault()).isTrue();
    vault.change(vaults.team, id, null, new SecretChange(null, null, null, false));
    assertThat(vault.defaultProvider(vaults.team)).isEmpty();
    vault.change(vaults.team, id, null, new SecretChange(null, null, null, true));
    assertThat(vault.delete(vaults.team, id)).isTrue();
    assertThat(vault.defaultProvider(vaults.team)).isEmpty();
    assertThat(vault.defaultProvider(vaults.other)).isEmpty();
  }

  @Test
  void showsTheEndOfALongTokenOnly() {
    var token = vaults.keep(vault, "token", "abcdefghijklmnopqrstuvwxyz0123");
    var sentence = vaults.keep(vault, "sentence", VALUE);
    var shorter = vaults.keep(vault, "short", "secret");

    assertThat(vault.find(vaults.team, token).orElseThrow().hint()).isEqualTo("0123");
    assertThat(vault.find(vaults.team, sentence).orElseThrow().hint()).isNull();
    assertThat(vault.find(vaults.team, shorter).orElseThrow().hint()).isNull();
    assertThat(vault.find(vaults.team, shorter).orElseThrow().masked()).isFalse();
  }

  @Test
  void listsTheNewestFirstAndNotesUse() {
    var first = vaults.keep(vault, "list-1", VALUE);
    var second = vaults.keep(vault, "list-2", VALUE);
    vault.used(vaults.team, List.of(first));

    var page = vault.list(vaults.team, SecretKind.ENV, null, 2);

    assertThat(page).extracting(StoredSecret::id).containsExactly(second, first);
    assertThat(page).extracting(secret -> secret.lastUsedAt() == null).containsExactly(true, false);
    assertThat(vault.list(vaults.team, SecretKind.ENV, second, 1))
        .extracting(StoredSecret::id)
        .containsExactly(first);
    assertThat(vault.list(vaults.other, null, null, 10)).isEmpty();
  }
}
