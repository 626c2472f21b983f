package dev.ccrunner.infra.redis;

import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A script that answers 1 when it did its work and 0 when the fence refused it. */
final class FencedScript {
  private final RedisScript script;

  /**
   * @param name the resource beside this class
   */
  FencedScript(String name) {
    script = new RedisScript(name);
  }

  CompletionStage<Append> run(RedisLink link, List<String> keys, String... arguments) {
    return script
        .<Long>run(link, ScriptOutputType.INTEGER, keys, arguments)
        .thenApply(answer -> answer == 1 ? Append.APPENDED : Append.FENCED);
  }
}
