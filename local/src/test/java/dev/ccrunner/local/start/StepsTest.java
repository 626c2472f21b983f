package dev.ccrunner.local.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.local.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StepsTest {

  private final List<String> stopped = new ArrayList<>();
  private final Console console =
      new Console(
          new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), false);
  private final Steps steps = new Steps(console);

  private AutoCloseable part(String name) {
    return () -> stopped.add(name);
  }

  @Test
  void stopsBackwards() throws Exception {
    steps.start("one", () -> part("one"));
    steps.start("two", () -> part("two"));
    steps.start("three", () -> part("three"));

    steps.close();

    assertThat(stopped).containsExactly("three", "two", "one");
  }

  @Test
  void takesNoFurtherStepOnceTheStartIsAbandoned() throws Exception {
    var abandoned = new AtomicBoolean();
    var starting = new Steps(console, abandoned::get);
    starting.start("one", () -> part("one"));

    assertThatThrownBy(() ->
            starting.start(
                "two",
                () -> {
                  abandoned.set(true);
                  return part("two");
                }))
        .isInstanceOf(InterruptedException.class);
    assertThatThrownBy(() -> starting.start("three", () -> part("three")))
        .isInstanceOf(InterruptedException.class);
    starting.close();

    assertThat(stopped).containsExactly("two", "one");
  }

  @Test
  void stopsOnlyOnce() throws Exception {
    steps.start("one", () -> part("one"));

    steps.close();
    steps.close();

    assertThat(stopped).containsExactly("one");
  }

  @Test
  void doesNotStopWhatFailedToStart() throws Exception {
    steps.start("one", () -> part("one"));
    assertThatThrownBy(() ->
            steps.<AutoCloseable>start(
                "two",
                () -> {
                  throw new IOException("no");
                }))
        .isInstanceOf(IOException.class);

    steps.close();

    assertThat(stopped).containsExactly("one");
  }

  @Test
  void stopsTheRestWhenOneCannotBeStoppedAndKeepsEveryError() throws Exception {
    steps.start("one", () -> part("one"));
    steps.<AutoCloseable>start(
        "two",
        () ->
            () -> {
              throw new IOException("second");
            });
    steps.<AutoCloseable>start(
        "three",
        () ->
            () -> {
              throw new IOException("third");
            });

    assertThatThrownBy(steps::close)
        .hasMessageContaining("three")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1))
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("two"));
    assertThat(stopped).containsExactly("one");
  }
}
