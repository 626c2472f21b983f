package dev.ccrunner.gateway.submission;

import dev.ccrunner.infra.secret.SecretSettings;
import org.springframework.stereotype.Component;

/** All bounds that a request is held to. */
@Component
record RequestBounds(
    SubmissionSettings run,
    ContentSettings content,
    WorkspaceSettings workspace,
    OutputSettings output,
    CheckSettings checks,
    MachineSettings machine,
    SecretSettings secrets) {}
