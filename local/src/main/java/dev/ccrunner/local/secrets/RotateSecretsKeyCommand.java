package dev.ccrunner.local.secrets;

import dev.ccrunner.infra.secret.KeyFile;
import dev.ccrunner.infra.secret.KeysInvalid;
import dev.ccrunner.local.console.CannotContinue;
import dev.ccrunner.local.console.Console;
import dev.ccrunner.local.settings.Context;
import dev.ccrunner.local.start.GatewayClient;
import dev.ccrunner.local.start.OwnKeys;
import dev.ccrunner.local.up.Instance;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Adds a key for secrets and waits until a running service uses no other any more. */
@Command(
    name = "rotate-secrets-key",
    description = {
      "Add a new key for secrets, while the service runs.",
      "Every secret is then rewrapped with it; the command says when the old keys may go.",
      "May be stopped and repeated with --no-new-key at any time."
    },
    sortOptions = false)
public final class RotateSecretsKeyCommand implements Callable<Integer> {
  private static final int NOT_DONE = 1;
  private static final Duration PAUSE = Duration.ofMillis(500);

  @Option(names = "--data", paramLabel = "DIR", description = "As for `ccr up`.")
  private @Nullable Path data;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "A gateway to ask, when it was not `ccr up` that started it on this data.")
  private @Nullable URI url;

  @Option(names = "--no-new-key", description = "Add no key, only wait for the rest.")
  private boolean noNewKey;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long to wait (default: ${DEFAULT-VALUE}).")
  private int timeout;

  @Override
  public Integer call() throws InterruptedException {
    var context = Context.of(data);
    var console = Console.ofThisProcess();
    Path file = file(context);
    int newest = newest(file);
    console.line(
        (noNewKey ? "The newest key is version %d of %s" : "Added version %d to %s")
            .formatted(newest, file));
    var gateway = Optional.ofNullable(url).or(() -> running(context));
    if (gateway.isEmpty()) {
      console.line(
          "Nothing is running on this data. The next start rewraps all secrets; ask again then with --no-new-key.");
      return 0;
    }
    return await(gateway.get(), context, newest, file, console);
  }

  private static Path file(Context context) {
    if (OwnKeys.areElsewhere(context)) {
      throw new CannotContinue(
          "The keys for secrets come from CCR_SECRETS_KEYFILE or CCR_SECRETS_KEYS. Add a new version there, as docs/secrets.md says; running services rewrap by themselves.");
    }
    Path file = context.data().secretsKeys();
    if (!Files.exists(file)) {
      throw new CannotContinue(
          "Expected the keys for secrets in %s, found no such file. `ccr up` makes it at its first start."
              .formatted(file));
    }
    return file;
  }

  private int newest(Path file) {
    try {
      return noNewKey ? KeyFile.versions(file).getLast() : KeyFile.addKey(file, new SecureRandom());
    } catch (IOException | KeysInvalid e) {
      throw new CannotContinue(
          "%s cannot be used as it is (%s).".formatted(file, e.getMessage()), e);
    }
  }

  private static Optional<URI> running(Context context) {
    return Instance.running(context.data())
        .filter(Instance::ready)
        .map(Instance::url)
        .map(URI::create);
  }

  private int await(URI gateway, Context context, int newest, Path file, Console console)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeout);
    try (var client = new GatewayClient(gateway)) {
      String key = Files.readString(context.data().apiKey()).strip();
      while (true) {
        var keys = client.secretKeys(key);
        if (keys.stream().noneMatch(use -> use.version() < newest && use.secrets() > 0)) {
          console.line(done(keys, newest, file));
          return 0;
        }
        if (System.nanoTime() - deadline >= 0) {
          console.line(
              "Not all secrets are rewrapped after %d s (%s). Nothing is lost: the service goes on, ask again with --no-new-key."
                  .formatted(timeout, keys));
          return NOT_DONE;
        }
        boolean _ = new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (IOException e) {
      throw new CannotContinue(
          "The gateway at %s did not say how far it is (%s). The key is in the file; ask again with --no-new-key."
              .formatted(gateway, e.getMessage()),
          e);
    }
  }

  private static String done(List<GatewayClient.SecretKey> keys, int newest, Path file) {
    var old =
        keys.stream()
            .map(GatewayClient.SecretKey::version)
            .filter(version -> version < newest)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return old.isEmpty()
        ? "All secrets are sealed with version %d, and there is no older key.".formatted(newest)
        : "All secrets are sealed with version %d. The lines of the older versions (%s) may be removed from %s; keep them elsewhere for as long as you keep backups of the database from before."
            .formatted(newest, old, file);
  }
}
