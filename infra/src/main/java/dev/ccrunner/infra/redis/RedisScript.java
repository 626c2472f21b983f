package dev.ccrunner.infra.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A script as Redis is sent it: by its digest, and by its text when Redis does not know it (it was
 * restarted).
 */
final class RedisScript {
  private final String text;
  private final String digest;

  /**
   * @param name the resource beside this class
   */
  RedisScript(String name) {
    try (InputStream resource =
        Objects.requireNonNull(RedisScript.class.getResourceAsStream(name), name)) {
      text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    digest = Base16.digest(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Every failure is a {@link RedisUnavailableException}. */
  <T> CompletionStage<T> run(
      RedisLink link, ScriptOutputType output, List<String> keys, String... arguments) {
    String[] keyArray = keys.toArray(String[]::new);
    return link.<T>send(redis -> redis.evalsha(digest, output, keyArray, arguments))
        .exceptionallyCompose(failure -> {
          if (!unknownScript(failure)) {
            throw RedisLink.translated(failure);
          }
          return link.send(redis -> redis.eval(text, output, keyArray, arguments));
        })
        .handle((answer, failure) -> {
          if (failure != null) {
            throw RedisLink.translated(failure);
          }
          return answer;
        });
  }

  private static boolean unknownScript(Throwable failure) {
    return failure instanceof RedisNoScriptException
        || (failure instanceof CompletionException
            && failure.getCause() instanceof RedisNoScriptException);
  }
}
