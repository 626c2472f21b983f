package dev.ccrunner.gateway.sessions;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.conversation.ConversationFiles;
import dev.ccrunner.infra.postgres.SessionSnapshots;
import dev.ccrunner.infra.postgres.StoredSession;
import dev.ccrunner.infra.postgres.StoredSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
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
  private final SessionSnapshots snapshots;
  private final ExportedConversations conversations;
  private final Blobs blobs;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final JsonMapper json;

  SessionExports(
      TeamSessions sessions,
      SessionSnapshots snapshots,
      ExportedConversations conversations,
      Blobs blobs,
      AuditTrail audit,
      TransactionTemplate transactions,
      JsonMapper json) {
    this.sessions = sessions;
    this.snapshots = snapshots;
    this.conversations = conversations;
    this.blobs = blobs;
    this.audit = audit;
    this.transactions = transactions;
    this.json = json;
  }

  /**
   * Everything that goes into one archive, the conversation on this gateway's disk.
   *
   * @param snapshots of the workspace, to be unpacked one over the other
   */
  record Export(
      StoredSession session, ConversationFiles conversation, List<StoredSnapshot> snapshots)
      implements AutoCloseable {
    String fileName() {
      return session.id() + ".zip";
    }

    @Override
    public void close() throws IOException {
      conversation.close();
    }
  }

  /**
   * What is kept of the session; written down as exported. To be closed.
   *
   * @throws ProblemException when nothing is kept: no run of it has said anything yet
   */
  Export prepare(Caller caller, String id) {
    var session = sessions.look(caller, id);
    var conversation = conversations.assemble(session);
    boolean prepared = false;
    try {
      if (!conversation.begun()) {
        throw ProblemException.of(
            ErrorCode.STATE_NOT_KEPT,
            "Expected a session of which a run has ended, found none that has left a conversation in %s."
                .formatted(session.id()));
      }
      var archives =
          snapshots.chain(caller.teamId(), session.id()).stream()
              .filter(snapshot -> snapshot.kind() != StoredSnapshot.Kind.BASELINE)
              .toList();
      transactions.executeWithoutResult(
          _ -> audit.record(caller, AuditAction.SESSION_EXPORTED, session.id(), null, null));
      prepared = true;
      return new Export(session, conversation, archives);
    } finally {
      if (!prepared) {
        ExportedConversations.discard(conversation);
      }
    }
  }

  /** Writes the archive; contents are streamed and checked on their way. */
  void write(Export export, OutputStream out) throws IOException {
    try (var archive = new ExportArchive(out)) {
      var conversation = export.conversation();
      archive.add(
          "README.md",
          text(ExportReadme.of(conversation.conversation(), export.snapshots().size())));
      archive.add("session.json", text(json.writeValueAsString(SessionView.of(export.session()))));
      for (var file : conversation.current().entrySet()) {
        try (var content = Files.newInputStream(file.getValue())) {
          archive.add(CONVERSATION + file.getKey(), content);
        }
      }
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

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
