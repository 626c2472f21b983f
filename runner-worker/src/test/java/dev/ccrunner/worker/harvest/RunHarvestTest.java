package dev.ccrunner.worker.harvest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.infra.postgres.RunOutput.Kind;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.OutputSpec;
import dev.ccrunner.run.PushSpec;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.worker.forge.PublishFailed;
import dev.ccrunner.worker.forge.Published;
import dev.ccrunner.worker.forge.PullRequest;
import dev.ccrunner.worker.job.Harvest.Brought;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.masking.SecretMask;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RunHarvestTest {
  private static final SecretMask MASK =
      SecretMask.of(List.of(new SecretMask.Named("token", "s3cr3t-value")), 8);

  @TempDir Path data;
  private HarvestSite site;
  private final List<String> events = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private RunHarvest.Publishing publishing =
      publication -> {
        throw new AssertionError("Nobody asked to push " + publication);
      };

  @BeforeEach
  void open() throws Exception {
    site = new HarvestSite(data);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Brought bring(PreparedWorkspace workspace, String change, RunOutcome outcome)
      throws Exception {
    var harvest =
        new RunHarvest(
            site.patches(),
            site.largeFiles(),
            new Artifacts(site.blobs, site.settings, Ticker.SYSTEM),
            publication -> publishing.publish(publication),
            site.settings,
            new HarvestMetrics(new SimpleMeterRegistry()),
            Ticker.SYSTEM);
    var job = site.job();
    var begun = harvest.begin(job, workspace, () -> false);
    told.forEach(begun::told);
    site.agent(change);
    return begun.bring(
        outcome, MASK, (type, json) -> events.add(type.wireName() + " " + json), cancelled::get);
  }

  private static RunOutcome failed() {
    return new RunOutcome.Failed(RunFailure.of(FailureCode.INTERNAL_ERROR, "It failed."));
  }

  private void artifacts(String... patterns) {
    var output = new OutputSpec(null, 0, List.of(patterns), true, null);
    site.spec(site.spec().bringing(output));
  }

  private String content(RunOutput output) {
    return new String(site.blobs.content(output.blob()), UTF_8);
  }

  @Test
  void bringsThePatchOfARunThatFailed() throws Exception {
    site.repository("echo one > one");

    var brought = bring(site.cloned(), "echo two >> one; echo x > 's3cr3t-value'", failed());

    assertThat(brought.outputs()).hasSize(1);
    var patch = brought.outputs().getFirst();
    assertThat(patch.kind()).isEqualTo(Kind.PATCH);
    assertThat(patch.mediaType()).isEqualTo("text/x-diff");
    assertThat(content(patch)).contains("+two").contains("s3cr3t-value");
    assertThat(brought.gitJson())
        .contains("\"base_sha\":\"%s\"".formatted(site.sha()))
        .contains("\"diffstat\":{\"files\":2,\"insertions\":2,\"deletions\":0}")
        .contains("\"path\":\"[secret:token]\"")
        .doesNotContain("s3cr3t");
    assertThat(events)
        .anyMatch(event ->
            event.startsWith("file.changed") && event.contains("one\",\"kind\":\"update\""))
        .noneMatch(event -> event.contains("s3cr3t"));
  }

  @Test
  void tellsOfEachChangeOnce() throws Exception {
    site.repository("echo one > one; echo two > two");
    told.add("{\"path\":\"%s/one\"}".formatted(site.job().inside().workspace()));
    var workspace = site.cloned();

    bring(workspace, "echo x >> one; rm two; echo y > new", failed());

    assertThat(events)
        .hasSize(2)
        .anyMatch(event -> event.contains("/two\",\"kind\":\"delete\""))
        .anyMatch(event -> event.contains("/new\",\"kind\":\"create\""));

    events.clear();
    var second = bring(workspace, "echo z > later", failed());
    assertThat(events).hasSize(1).allMatch(event -> event.contains("/later\""));
    assertThat(second.gitJson()).as("the session's patch has all").contains("\"files\":4");
  }

  @Test
  void hasNothingToSayOfARunThatTouchedNothing() throws Exception {
    var brought = bring(site.handedOver(null), ":", new RunOutcome.Succeeded());

    assertThat(brought).isEqualTo(Brought.NOTHING);
    assertThat(events).isEmpty();
  }

  @Test
  void bringsNoPatchWhereNobodyWantsOne() throws Exception {
    site.spec(site.spec().bringing(new OutputSpec(null, 0, List.of(), false, null)));

    var brought = bring(site.handedOver(null), "echo x > x", new RunOutcome.Succeeded());

    assertThat(brought).isEqualTo(Brought.NOTHING);
  }

  @Test
  void bringsArtifacts() throws Exception {
    artifacts("out/**", "*.json", "**/report.txt");

    var brought =
        bring(
            site.handedOver(null),
            """
            mkdir -p out/deep out/.git "$(printf 'out/odd\\n\\377')"
            echo 1 > out/deep/one; echo 2 > "$(printf 'out/odd\\n\\377')/two"; echo 3 > -.json
            echo 4 > a.json; ln a.json b.json; : > empty.json
            echo 5 > report.txt; mkdir -p x/y; echo 6 > x/y/report.txt; chmod 000 report.txt
            echo no > other.txt; echo no > out/.git/config
            ln -s /etc/passwd out/passwd; ln -s / out/root; ln -s a.json c.json; mkfifo out/pipe
            head -c 1048577 /dev/zero > out/large
            n=$(printf 'l%.0s' $(seq 1 180)); mkdir -p out/$n; echo 7 > out/$n/$n
            """,
            failed());

    var names =
        brought.outputs().stream().filter(output -> output.kind() == Kind.ARTIFACT).toList();
    assertThat(names.stream().map(RunOutput::name))
        .contains(
            "out/deep/one",
            "out/odd\n\uFFFD/two",
            "-.json",
            "a.json",
            "b.json",
            "empty.json",
            "report.txt",
            "x/y/report.txt")
        .hasSize(9);
    assertThat(names.stream().map(this::content))
        .containsExactlyInAnyOrder("1\n", "2\n", "3\n", "4\n", "4\n", "", "5\n", "6\n", "7\n");
    assertThat(events)
        .anyMatch(event ->
            event.startsWith("artifact.created")
                && event.contains(
                    "\"name\":\"a.json\",\"media_type\":\"application/json\",\"bytes\":2"))
        .anyMatch(event -> event.contains("max-artifact (1048576B), or with"));
  }

  @Test
  void bringsAsManyAsThereMayBe() throws Exception {
    artifacts("**", "[");

    var brought =
        bring(
            site.handedOver(null),
            "for i in $(seq 1 130); do echo $i > f$i; done",
            new RunOutcome.Succeeded());

    assertThat(brought.outputs()).hasSize(101);
    assertThat(events)
        .anyMatch(event -> event.contains("30 more would be past"))
        .anyMatch(event -> event.contains("the pattern [ has a [ without its ]"));
  }

  @Test
  void streamsLargeArtifacts() throws Exception {
    artifacts("**");

    var brought =
        bring(
            site.handedOver(null),
            "for i in 1 2 3; do head -c 1000000 /dev/urandom > f$i; done; sha256sum f*  > sums",
            new RunOutcome.Succeeded());

    var sums = brought.outputs().stream().filter(o -> o.name().equals("sums")).toList();
    for (var output : brought.outputs().stream().filter(o -> o.name().startsWith("f")).toList()) {
      assertThat(content(sums.getFirst())).contains(output.blob().sha256());
    }
  }

  @Test
  void saysWhyThereIsNoPatchAndBringsTheRest() throws Exception {
    artifacts("*.txt");
    site.repository("echo one > one");

    var brought =
        bring(
            site.cloned(),
            "head -c 300000 /dev/urandom > a.txt; for i in $(seq 1 400); do cp a.txt n$i; echo $i >> n$i; done",
            new RunOutcome.Succeeded());

    assertThat(brought.gitJson()).isNull();
    assertThat(brought.outputs().stream().map(RunOutput::kind)).containsExactly(Kind.ARTIFACT);
    assertThat(events).anyMatch(event -> event.contains("There is no patch: the patch is larger"));
  }

  private void push(RunHarvest.Publishing how) {
    var push = new PushSpec("claude/fix", "Bot", "bot@example.org", "Fix it", null, null);
    site.spec(site.spec().bringing(new OutputSpec(null, 0, List.of(), true, push)));
    publishing = how;
  }

  @Test
  void handsOverWhatAPushNeedsAndNoMore() throws Exception {
    var trees = new ArrayList<String>();
    push(publication -> {
      try (var pack = publication.objects().open()) {
        trees.add(site.indexed(data.resolve("bare"), pack.readAllBytes(), publication.tree()));
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      return new Published("claude/fix", "abc", new PullRequest(7, "https://x/7", false));
    });
    site.repository("echo one > one; mkdir d; echo two > d/two");
    site.host(site.origin, "git commit -q --allow-empty -m later");

    var brought = bring(site.cloned(), "echo more >> d/two", new RunOutcome.Succeeded());

    assertThat(brought.failure()).isEmpty();
    assertThat(trees).containsExactly("d/two\none\n1 commit");
    assertThat(brought.gitJson())
        .contains("\"branch\":\"claude/fix\"")
        .contains("\"pull_request\":{\"number\":7,\"url\":\"https://x/7\"}");
  }

  @Test
  void pushesNothingOfARunThatFailedOrChangedNothing() throws Exception {
    push(publishing);
    site.repository("echo one > one");
    var workspace = site.cloned();

    assertThat(bring(workspace, "echo two >> one", failed()).failure()).isEmpty();
    assertThat(bring(workspace, "git checkout -q one", new RunOutcome.Succeeded()).failure())
        .isEmpty();
    assertThat(events).anyMatch(event -> event.contains("Nothing has changed"));
  }

  @Test
  void keepsThePatchOfWhatCouldNotBePushed() throws Exception {
    push(publication -> {
      throw new PublishFailed("The server said no.", null);
    });
    site.repository("echo one > one");

    var brought = bring(site.cloned(), "echo two >> one", new RunOutcome.Succeeded());

    assertThat(brought.failure().map(RunFailure::code)).contains(FailureCode.PUSH_FAILED);
    assertThat(brought.outputs().stream().map(RunOutput::kind)).containsExactly(Kind.PATCH);
  }

  @Test
  void bringsTheContentsOfGitLfsAlongAndHandsThemToWhoeverPushes() throws Exception {
    var handed = new ArrayList<String>();
    push(publication -> {
      for (var large : publication.large()) {
        try (var content = large.content().open()) {
          handed.add(large.path() + " " + new String(content.readAllBytes(), UTF_8));
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
      return new Published("claude/fix", "abc", null);
    });
    site.clonesWithLfs();
    site.repository("echo '*.bin filter=lfs -text' > .gitattributes; echo one > one");

    var brought =
        bring(site.cloned(), "echo big > big.bin; echo two > one", new RunOutcome.Succeeded());

    assertThat(brought.failure()).isEmpty();
    assertThat(handed).containsExactly("big.bin big\n");
    assertThat(brought.outputs())
        .extracting(output -> output.kind() + " " + output.name())
        .containsExactlyInAnyOrder("PATCH changes.patch", "ARTIFACT big.bin");
    assertThat(events).anyMatch(event -> event.contains("Git LFS") && event.contains("big.bin"));
  }

  @Test
  void bringsThePatchOfARunThatIsCancelledMeanwhileAndPushesNothing() throws Exception {
    push(publishing);
    cancelled.set(true);
    site.repository("echo one > one");

    var brought = bring(site.cloned(), "echo two >> one", new RunOutcome.Succeeded());

    assertThat(brought.outputs().stream().map(RunOutput::kind)).containsExactly(Kind.PATCH);
    assertThat(brought.failure().map(RunFailure::message).orElse(""))
        .contains("cancelled before its branch was pushed");
  }

  @Test
  void waitsForThePatchOfACancelledRunNotAsLongAsForOthers() throws Exception {
    cancelled.set(true);
    site.settings =
        new HarvestSettings(
            site.settings.patchTimeout(),
            Duration.ofNanos(1_000_000),
            site.settings.maxPatch(),
            site.settings.maxFile(),
            site.settings.maxChanges(),
            site.settings.shownChanges(),
            site.settings.artifactsTimeout(),
            site.settings.maxArtifacts(),
            site.settings.maxArtifact(),
            site.settings.maxArtifactsTotal());
    artifacts("one");
    site.repository("echo one > one");

    var brought = bring(site.cloned(), "echo two >> one", failed());

    assertThat(brought.outputs()).isEmpty();
    assertThat(events)
        .anyMatch(event -> event.contains("There is no patch:") && event.contains("not wanted"))
        .anyMatch(event -> event.contains("artifacts are kept:") && event.contains("not wanted"));
  }

  @Test
  void tellsWhoeverPushesThatTheRunIsCancelled() throws Exception {
    push(publication -> {
      assertThat(publication.unless().getAsBoolean()).isFalse();
      cancelled.set(true);
      assertThat(publication.unless().getAsBoolean()).isTrue();
      throw new PublishFailed("It was not wanted any more.", null);
    });
    site.repository("echo one > one");

    var brought = bring(site.cloned(), "echo two >> one", new RunOutcome.Succeeded());

    assertThat(brought.failure().map(RunFailure::code)).contains(FailureCode.PUSH_FAILED);
  }

  @Test
  void cannotPushWhatCameFromNoRepository() throws Exception {
    push(publishing);

    var brought = bring(site.handedOver(null), "echo x > x", new RunOutcome.Succeeded());

    assertThat(brought.failure().map(RunFailure::message).orElse(""))
        .contains("There is no repository to push to");
  }
}
