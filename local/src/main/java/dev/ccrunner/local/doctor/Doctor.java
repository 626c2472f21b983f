package dev.ccrunner.local.doctor;

import dev.ccrunner.local.console.Console;
import dev.ccrunner.local.settings.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All the looks, in the order in which {@code ccr up} needs what they look at. */
record Doctor(Context context, int port) {

  List<Finding> look(Console console) {
    var checks = new Checks(context);
    var findings = new ArrayList<Finding>();
    Stream.<Supplier<Optional<Finding>>>of(
            () -> Optional.of(checks.jdk()),
            () -> Optional.of(checks.dataFolder()),
            () -> Optional.of(checks.blobFolder()),
            () -> Optional.of(checks.disk()),
            checks::memory,
            () -> Optional.of(checks.port(port)),
            () -> Optional.of(checks.claudeCode()),
            () -> Optional.of(SandboxCheck.look()),
            () -> Optional.of(LimitsCheck.look()),
            () -> Optional.of(checks.git()),
            checks::postgresAsRoot,
            () -> Optional.of(new ModelCheck(context).look()),
            () -> Optional.of(checks.leftovers()))
        .forEach(check ->
            check
                .get()
                .ifPresent(finding -> {
                  findings.add(finding);
                  console.line(finding.line());
                }));
    return findings;
  }
}
