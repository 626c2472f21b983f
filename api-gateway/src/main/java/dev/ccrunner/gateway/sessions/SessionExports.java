package dev.ccrunner.gateway.sessions;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.postgres.SessionStates;
import dev.ccrunner.infra.postgres.StoredConversation;
import dev.ccrunner.infra.postgres.StoredSession;
import dev.ccrunner.infra.postgres.StoredSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Packs what a session has come to, so that it can go on at a laptop or in another installation.
 */
@Service
class SessionExports {
  static final String CONVERSATION = "conversation/";
  static final String WORKSPACE = "workspace/";

  private final TeamSessions sessions;
  private final SessionStates states;
  private final Blobs blobs;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final JsonMapper json;

  SessionExports(
      TeamSessions sessions,
      SessionStates states,
      Blobs blobs,
      AuditTrail audit,
      TransactionTemplate transactions,
      JsonMapper json) {
    this.sessions = sessions;
    this.states = states;
    this.blobs = blobs;
    this.audit = audit;
    this.transactions = transactions;
    this.json = json;
  }

  /**
   * Everything that goes into one archive, as of one moment.
   *
   * @param snapshots of the workspace, to be unpacked one over the other
   */
  record Export(
      StoredSession session, StoredConversation conversation, List<StoredSnapshot> snapshots) {
    String fileName() {
      return session.id() + ".zip";
    }
  }

  /**
   * What is kept of the session; written down as exported.
   *
   * @throws ProblemException when nothing is kept: no run of it has ended yet
   */
  Export prepare(Caller caller, String id) {
    return java.util.Objects.requireNonNull(
        transactions.execute(_ -> {
          var session = sessions.look(caller, id);
          var conversation =
              states
                  .conversation(caller.teamId(), session.id())
                  .orElseThrow(() ->
                      ProblemException.of(
                          ErrorCode.STATE_NOT_KEPT,
                          "Expected a session of which a run has ended, found none that has left a conversation in %s."
                              .formatted(session.id())));
          var snapshots =
              states.snapshots(caller.teamId(), session.id()).stream()
                  .filter(snapshot -> snapshot.kind() != StoredSnapshot.Kind.BASELINE)
                  .toList();
          audit.record(caller, AuditAction.SESSION_EXPORTED, session.id(), null, null);
          return new Export(session, conversation, snapshots);
        }));
  }

  /** Writes the archive; contents are streamed and checked on their way. */
  void write(Export export, OutputStream out) throws IOException {
    try (var archive = new ExportArchive(out)) {
      var conversation = export.conversation();
      String name = CONVERSATION + conversation.conversation();
      archive.add(
          "README.md",
          text(ExportReadme.of(conversation.conversation(), export.snapshots().size())));
      archive.add("session.json", text(json.writeValueAsString(SessionView.of(export.session()))));
      add(archive, name + ".jsonl", conversation.main());
      addAgents(archive, name, conversation.agents());
      int no = 0;
      for (var snapshot : export.snapshots()) {
        add(archive, WORKSPACE + "%04d.tar.gz".formatted(++no), snapshot.blob());
      }
      // Last, since it has the checksums of all that is before it.
      archive.finish(json);
    }
  }

  private void add(ExportArchive archive, String name, StoredBlob blob) throws IOException {
    try (var content = blobs.open(blob)) {
      archive.add(name, content);
    }
  }

  /** They are kept as an archive of their own, of files relative to the conversation's folder. */
  private void addAgents(ExportArchive archive, String folder, @Nullable StoredBlob agents)
      throws IOException {
    if (agents == null) {
      return;
    }
    try (var zip = new ZipInputStream(blobs.open(agents))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        archive.add(folder + "/" + entry.getName(), zip);
      }
    }
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
