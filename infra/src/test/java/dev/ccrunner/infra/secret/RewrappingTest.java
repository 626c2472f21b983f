package dev.ccrunner.infra.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.secret.SecretChange.Content;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RewrappingTest {
  private static final String FIRST = "1:" + KeyRingTest.key();
  private static final String BOTH = FIRST + ",2:" + KeyRingTest.key();
  private Vaults vaults;
  private Vault old;

  @BeforeEach
  void open() {
    vaults = new Vaults();
    old = vaults.with(Vaults.ring(FIRST));
  }

  @AfterEach
  void close() {
    vaults.close();
  }

  @Test
  void wrapsAllWithTheNewestKeySoThatTheOldOneMayGo() {
    var ids = keep(450);
    var keys = Vaults.ring(BOTH);

    assertThat(vaults.rewrapping(keys).rewrapAll()).isEqualTo(450);

    assertThat(vaults.rewrapping(keys).rewrapAll()).isZero();
    assertThat(vaults.rewrapping(keys).keyUse())
        .containsExactly(new KeyUse(1, 0, true), new KeyUse(2, 450, true));
    var onlyNew = vaults.with(Vaults.ring(BOTH.substring(BOTH.indexOf(',') + 1)));
    for (int i = 0; i < ids.size(); i++) {
      assertThat(vaults.value(onlyNew, ids.get(i))).isEqualTo("value " + i);
    }
  }

  @Test
  void touchesNeitherValuesNorVersions() {
    var id = keep(1).getFirst();
    var before = vaults.db.fetchSingle("select sealed, version, updated_at from secret");

    vaults.rewrapping(Vaults.ring(BOTH)).rewrapAll();

    assertThat(vaults.db.fetchSingle("select sealed, version, updated_at from secret"))
        .isEqualTo(before);
    assertThat(vaults.value(vaults.with(Vaults.ring(BOTH)), id)).isEqualTo("value 0");
  }

  @Test
  void goesOnWhereItWasStopped() {
    keep(5);
    var keys = Vaults.ring(BOTH);
    vaults.rewrapping(keys).rewrapAll();
    var late = vaults.keep(old, "sealed by a process without the new key", "late");

    assertThat(vaults.rewrapping(keys).rewrapAll()).isEqualTo(1);

    assertThat(vaults.value(vaults.with(keys), late)).isEqualTo("late");
  }

  @Test
  void leavesAloneWhatDoesNotOpenAndWhatItHasNoKeyFor() {
    var ids = keep(3);
    vaults.db.execute(
        "update secret set wrapped_key = '' where id = {0}", DSL.val(ids.getFirst().value()));
    vaults.db.execute(
        "update secret set kek_version = 9 where id = {0}", DSL.val(ids.get(1).value()));
    var keys = Vaults.ring(BOTH);

    assertThat(vaults.rewrapping(keys).rewrapAll()).isEqualTo(1);

    assertThat(vaults.rewrapping(keys).keyUse())
        .containsExactly(new KeyUse(1, 1, true), new KeyUse(2, 1, true), new KeyUse(9, 1, false));
  }

  @Test
  void losesNothingWhileOthersReadAndWrite() throws Exception {
    var ids = keep(60);
    var keys = Vaults.ring(BOTH);
    var now = vaults.with(keys);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<java.util.concurrent.Future<?>>();
      for (int i = 0; i < 3; i++) {
        tasks.add(threads.submit(() -> vaults.rewrapping(keys).rewrapAll()));
      }
      for (var id : ids) {
        tasks.add(threads.submit(() -> assertThat(vaults.value(now, id)).startsWith("value")));
      }
      for (var id : ids.subList(0, 30)) {
        var content = new Content(new SecretUse.Env("TOKEN"), SecretParts.of("value changed"));
        // By a process that does not have the new key yet.
        tasks.add(
            threads.submit(() ->
                old.change(vaults.team, id, null, new SecretChange(null, null, content, null))));
      }
      for (var task : tasks) {
        task.get();
      }
    }

    vaults.rewrapping(keys).rewrapAll();

    assertThat(vaults.rewrapping(keys).keyUse()).contains(new KeyUse(1, 0, true));
    for (int i = 0; i < ids.size(); i++) {
      assertThat(vaults.value(now, ids.get(i))).isEqualTo(i < 30 ? "value changed" : "value " + i);
    }
  }

  private List<SecretId> keep(int count) {
    var ids = new ArrayList<SecretId>();
    for (int i = 0; i < count; i++) {
      ids.add(vaults.keep(old, "s" + i, "value " + i));
    }
    return ids;
  }
}
