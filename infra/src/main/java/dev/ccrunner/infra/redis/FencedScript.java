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
 * A script that answers 1 when it did its work and 0 when the fence refused it. Redis is sent the
 * script's digest; one that does not know it (it was restarted) is sent the text.
 */
final class FencedScript {
  private final String text;
  private final String digest;

  /**
   * @param name the resource beside this class
   */
  FencedScript(String name) {
    try (InputStream resource =
        Objects.requireNonNull(FencedScript.class.getResourceAsStream(name), name)) {
      text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    digest = Base16.digest(text.getBytes(StandardCharsets.UTF_8));
  }

  CompletionStage<Append> run(RedisLink link, List<String> keys, String... arguments) {
    String[] keyArray = keys.toArray(String[]::new);
    return link.<Long>send(
            redis -> redis.evalsha(digest, ScriptOutputType.INTEGER, keyArray, arguments))
        .exceptionallyCompose(failure -> {
          if (!unknownScript(failure)) {
            throw RedisLink.translated(failure);
          }
          return link.send(
              redis -> redis.eval(text, ScriptOutputType.INTEGER, keyArray, arguments));
        })
        .handle((answer, failure) -> {
          if (failure != null) {
            throw RedisLink.translated(failure);
          }
          return answer == 1 ? Append.APPENDED : Append.FENCED;
        });
  }

  private static boolean unknownScript(Throwable failure) {
    return failure instanceof RedisNoScriptException
        || (failure instanceof CompletionException
            && failure.getCause() instanceof RedisNoScriptException);
  }
}
