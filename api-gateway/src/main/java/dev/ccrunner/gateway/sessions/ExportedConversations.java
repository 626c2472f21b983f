package dev.ccrunner.gateway.sessions;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.conversation.ConversationFiles;
import dev.ccrunner.infra.postgres.SessionConversations;
import dev.ccrunner.infra.postgres.StoredConversation;
import dev.ccrunner.infra.postgres.StoredSession;
import dev.ccrunner.infra.postgres.TranscriptPart;
import dev.ccrunner.infra.postgres.TranscriptParts;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Puts conversations together as a worker would that goes on with them: what the last run left that
 * ended in good order, and what runs have said since, whether they go on or their worker was lost.
 */
@Component
class ExportedConversations {
  private static final Logger log = LoggerFactory.getLogger(ExportedConversations.class);
  private static final int PARTS_AT_ONCE = 8;

  private final SessionConversations conversations;
  private final TranscriptParts parts;
  private final Blobs blobs;

  ExportedConversations(SessionConversations conversations, TranscriptParts parts, Blobs blobs) {
    this.conversations = conversations;
    this.parts = parts;
    this.blobs = blobs;
  }

  /** On this gateway's disk until it is closed; it has not begun if nothing was said. */
  ConversationFiles assemble(StoredSession session) {
    try {
      while (true) {
        var whole = conversations.find(session.teamId(), session.id());
        var files = assemble(session, whole);
        if (conversations.find(session.teamId(), session.id()).equals(whole)) {
          return files;
        }
        // A run has ended meanwhile, and what it had said is not in parts any more.
        discard(files);
      }
    } catch (IOException e) {
      var problem =
          ProblemException.of(
              ErrorCode.UNAVAILABLE,
              "Expected to reach what keeps conversations, found that it fails.");
      problem.addSuppressed(e);
      throw problem;
    }
  }

  private ConversationFiles assemble(StoredSession session, Optional<StoredConversation> whole)
      throws IOException {
    var files =
        new ConversationFiles(
            Files.createTempDirectory("ccr-export-"), session.conversation(), Long.MAX_VALUE);
    boolean done = false;
    try {
      if (whole.isPresent()) {
        var stored = whole.get();
        files.restore(stored.conversation(), stored.main(), stored.agents(), blobs::open);
      }
      appendParts(files, session);
      done = true;
      return files;
    } finally {
      if (!done) {
        discard(files);
      }
    }
  }

  private void appendParts(ConversationFiles files, StoredSession session) throws IOException {
    @Nullable TranscriptPart last = null;
    while (true) {
      var page = parts.read(session.teamId(), session.id(), last, PARTS_AT_ONCE);
      if (page.isEmpty()) {
        return;
      }
      for (var part : page) {
        files.append(part.part().file(), part.part().entries());
      }
      last = page.getLast();
    }
  }

  static void discard(ConversationFiles files) {
    try {
      files.close();
    } catch (IOException e) {
      log.warn("A conversation on its way out could not be deleted", e);
    }
  }
}
