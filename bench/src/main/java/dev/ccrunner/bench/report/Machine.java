package dev.ccrunner.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What it was measured on, without anything that would name the machine.
 *
 * @param loadBefore the load average before anything was started: what else shares the cores
 */
public record Machine(
    @JsonProperty("cores") int cores,
    @JsonProperty("os") String os,
    @JsonProperty("java") String java,
    @JsonProperty("load_before") double loadBefore) {

  public static Machine here() throws IOException {
    var load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.version"),
        Double.parseDouble(load));
  }

  String words() {
    return "%d cores, %s, Java %s, load %s before the start"
        .formatted(cores, os, java, Numbers.text(loadBefore));
  }
}
