package dev.ccrunner.gateway.submission;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A message into a run, as it was accepted. */
@Schema(
    name = "RunMessage",
    description =
        "Accepted is not yet heard: the run may end in the same moment. The event user.message"
            + " with this id as message_id is the proof that Claude Code has it.")
record MessageView(
    @Schema(example = "msg_01kb3xw6q8e0fb2a3c4d5e6f7g") String id,
    @Schema(allowableValues = "message") String object,
    String runId,
    String text,
    Instant createdAt) {}
