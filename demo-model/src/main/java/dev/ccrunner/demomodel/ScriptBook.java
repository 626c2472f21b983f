package dev.ccrunner.demomodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Who answers a prompt: its own script, else the first fitting rule of the file, else the demo
 * session.
 */
final class ScriptBook {

  private record Rule(Pattern when, Script.Turns script) {}

  private static final Pattern ANY = Pattern.compile("");

  private final List<Rule> rules;

  private ScriptBook(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  static ScriptBook read(@Nullable Path file) {
    if (file == null) {
      return new ScriptBook(List.of());
    }
    try {
      return of(Json.MAPPER.readTree(Files.readString(file)));
    } catch (JacksonException e) {
      throw new ScriptInvalid(file + ": expected JSON, found " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new ScriptInvalid(file + ": expected a readable file, found " + e);
    }
  }

  private static ScriptBook of(JsonNode json) {
    if (json.isArray()) {
      return new ScriptBook(List.of(new Rule(ANY, ScriptParser.turns(json))));
    }
    if (!json.path("rules").isArray()) {
      throw new ScriptInvalid(
          "expected an array of turns or {\"rules\": [...]}, found " + json.getNodeType());
    }
    var rules = new ArrayList<Rule>();
    for (var rule : json.path("rules")) {
      rules.add(new Rule(pattern(rule.path("when")), ScriptParser.turns(rule.path("turns"))));
    }
    return new ScriptBook(rules);
  }

  private static Pattern pattern(JsonNode when) {
    if (!when.isString()) {
      throw new ScriptInvalid("rules[].when: expected a regular expression, found " + when);
    }
    try {
      return Pattern.compile(when.stringValue(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new ScriptInvalid(
          "rules[].when: expected a regular expression, found " + e.getMessage());
    }
  }

  /** For a prompt without a script of its own. */
  Script unscripted(String prompt) {
    return rules.stream()
        .filter(rule -> rule.when().matcher(prompt).find())
        .<Script>map(Rule::script)
        .findFirst()
        .orElseGet(Script.Demo::new);
  }
}
