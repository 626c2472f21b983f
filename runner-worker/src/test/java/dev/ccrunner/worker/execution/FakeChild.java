package dev.ccrunner.worker.execution;

import dev.ccrunner.worker.process.Child;
import dev.ccrunner.worker.process.Exit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A child that listens, and counts how often it is killed. Killing it is safe from any thread. */
final class FakeChild implements Child {
  final List<String> lines = new ArrayList<>();
  final AtomicInteger kills = new AtomicInteger();

  @Override
  public boolean send(String line) {
    return lines.add(line);
  }

  @Override
  public long pid() {
    return 1;
  }

  @Override
  public boolean isAlive() {
    return true;
  }

  @Override
  public void closeInput() {}

  @Override
  public void interrupt() {}

  @Override
  public void terminate() {}

  @Override
  public void kill() {
    kills.incrementAndGet();
  }

  @Override
  public Exit stop() {
    return awaitExit();
  }

  @Override
  public Exit awaitExit() {
    return new Exit(0, true, "");
  }

  @Override
  public Optional<Exit> awaitExit(Duration atMost) {
    return Optional.empty();
  }

  @Override
  public boolean freeze(Duration atMost) {
    return false;
  }

  @Override
  public void thaw() {}

  @Override
  public String takeErrors() {
    return "";
  }

  @Override
  public void close() {}
}
