package dev.ccrunner.gateway.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ccrunner.infra.audit.AuditVerdict;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Whether a chain is what it was. */
@Schema(name = "AuditVerdict")
@JsonInclude(JsonInclude.Include.ALWAYS)
record AuditVerdictView(
    @Schema(allowableValues = "audit_verdict") String object,
    boolean whole,
    @Schema(description = "How many entries there are; of a broken chain, how many are good.")
        long entries,
    @Schema(
            description =
                "SHA-256 of the last entry. Note it elsewhere: it proves later that nothing before"
                    + " it was replaced. Null of a broken chain.")
        @Nullable String head,
    @Schema(description = "Number of the first entry that does not fit.") @Nullable Long brokenAt,
    @Schema(description = "What is wrong with it.") @Nullable String flaw) {

  static AuditVerdictView of(AuditVerdict verdict) {
    return switch (verdict) {
      case AuditVerdict.Whole(long entries, String head) ->
          new AuditVerdictView("audit_verdict", true, entries, head, null, null);
      case AuditVerdict.Broken(long seq, String flaw) ->
          new AuditVerdictView("audit_verdict", false, seq - 1, null, seq, flaw);
    };
  }
}
