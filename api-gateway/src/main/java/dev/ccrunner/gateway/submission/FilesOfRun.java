package dev.ccrunner.gateway.submission;

import dev.ccrunner.file.FileId;
import dev.ccrunner.file.FileRef;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.run.ContentPart;
import dev.ccrunner.run.PlacedFile;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunInput;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.team.TeamId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Looks up the files that a run names, looks at those that the model is to see, and keeps what came
 * inside the request.
 */
@Component
class FilesOfRun {
  private final UploadedFiles uploads;
  private final Blobs blobs;
  private final ContentSettings settings;

  FilesOfRun(UploadedFiles uploads, Blobs blobs, ContentSettings settings) {
    this.uploads = uploads;
    this.blobs = blobs;
    this.settings = settings;
  }

  /** The id in {@code text}; a text that is none names no file. */
  static Optional<FileId> id(String pointer, String text, Objections objections) {
    var id = FileId.parse(text);
    if (id.isEmpty()) {
      objections.refuse(ErrorCode.FILE_NOT_FOUND, pointer, unknown(text));
    }
    return id;
  }

  /** Refuses the run unless the team has all its files and the model can see what it is to see. */
  void check(TeamId team, Admission.Admitted admitted) {
    boolean _ = found(team, admitted).isEmpty();
  }

  /**
   * The run with its files, what came with it kept. Before the transaction that stores it: contents
   * take their time, and connections of their own.
   */
  RunSpec take(TeamId team, Admission.Admitted admitted) {
    var found = found(team, admitted);
    RunSpec spec = admitted.spec();
    return spec.saying(input(team, admitted, found))
        .in(workspace(spec.workspace(), admitted.files(), found));
  }

  /** What the run refers to is there until it has ended. In the transaction that stores it. */
  void hold(TeamId team, RunId run, RunSpec spec) {
    var files = new ArrayList<FileRef>();
    spec.workspace().files().forEach(placed -> files.add(placed.file()));
    for (var part : spec.input().content()) {
      if (part.file() != null) {
        files.add(part.file());
      }
    }
    if (!files.isEmpty()) {
      uploads.hold(team, run, files);
    }
  }

  private Map<FileId, FileRef> found(TeamId team, Admission.Admitted admitted) {
    Map<FileId, FileRef> found = lookUp(team, ids(admitted));
    var objections = new Objections();
    for (var file : admitted.files()) {
      checkThere(file.pointer(), file.file(), found, objections);
    }
    for (var part : admitted.parts()) {
      if (part instanceof AskedPart.Uploaded shown) {
        checkThere(shown.pointer(), shown.file(), found, objections);
      }
    }
    refuse(objections);
    return found;
  }

  private Map<FileId, FileRef> lookUp(TeamId team, Set<FileId> ids) {
    return ids.isEmpty() ? Map.of() : uploads.find(team, ids);
  }

  /** A working directory with its files; refused unless the team has them. */
  WorkspaceSpec take(TeamId team, WorkspaceRequest.Decided workspace) {
    var ids = new HashSet<FileId>();
    workspace.files().forEach(file -> ids.add(file.file()));
    Map<FileId, FileRef> found = lookUp(team, ids);
    var objections = new Objections();
    workspace.files().forEach(file -> checkThere(file.pointer(), file.file(), found, objections));
    refuse(objections);
    return workspace(workspace.spec(), workspace.files(), found);
  }

  private static Set<FileId> ids(Admission.Admitted admitted) {
    var ids = new HashSet<FileId>();
    admitted.files().forEach(file -> ids.add(file.file()));
    for (var part : admitted.parts()) {
      if (part instanceof AskedPart.Uploaded shown) {
        ids.add(shown.file());
      }
    }
    return ids;
  }

  private static void checkThere(
      String pointer, FileId id, Map<FileId, FileRef> found, Objections objections) {
    if (!found.containsKey(id)) {
      objections.refuse(ErrorCode.FILE_NOT_FOUND, pointer, unknown(id.toString()));
    }
  }

  private RunInput input(TeamId team, Admission.Admitted admitted, Map<FileId, FileRef> found) {
    var parts = new ArrayList<ContentPart>();
    var objections = new Objections();
    long total = 0;
    for (var part : admitted.parts()) {
      var content =
          switch (part) {
            case AskedPart.Words(var text) -> ContentPart.text(text);
            case AskedPart.Inline inline -> kept(team, inline);
            case AskedPart.Uploaded shown -> looked(shown, there(found, shown.file()), objections);
          };
      parts.add(content);
      total += content.file() == null ? 0 : content.file().blob().bytes();
    }
    if (total > settings.maxTotal().toBytes()) {
      objections.refuse(
          ErrorCode.PROMPT_TOO_LARGE, "/content", ContentRequest.tooMuch(settings, total));
    }
    refuse(objections);
    RunInput said = admitted.spec().input();
    return new RunInput(parts, said.slashCommands(), said.fileMentions());
  }

  private static FileRef there(Map<FileId, FileRef> found, FileId id) {
    return Optional.ofNullable(found.get(id)).orElseThrow();
  }

  private ContentPart kept(TeamId team, AskedPart.Inline part) {
    try {
      StoredBlob blob =
          blobs.keep(
              new BlobOwner.Team(team),
              new ByteArrayInputStream(part.bytes()),
              part.bytes().length);
      String name = part.title() == null ? "inline" : part.title();
      return of(
          part.type(),
          new FileRef(new FileId(TimeOrderedIds.next()), name, part.mediaType(), blob),
          part.title());
    } catch (BlobRefused e) {
      throw ProblemException.at(ErrorCode.STORAGE_FULL, part.pointer(), e.getMessage() + ".");
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private ContentPart looked(AskedPart.Uploaded part, FileRef file, Objections objections) {
    long most = ContentRequest.most(part.type(), settings).toBytes();
    if (file.blob().bytes() > most) {
      objections.refuse(
          ErrorCode.PROMPT_TOO_LARGE,
          part.pointer(),
          "Expected a file of at most %d bytes, found %d.".formatted(most, file.blob().bytes()));
      return of(part.type(), file, part.title());
    }
    var format = ContentFormat.ofHead(head(file)).filter(found -> found.fits(part.type()));
    if (format.isEmpty()) {
      objections.refuse(
          part.pointer(),
          "Expected a file that is %s, found another content."
              .formatted(ContentFormat.names(part.type())));
      return of(part.type(), file, part.title());
    }
    // As what it is, and not as what somebody called it.
    return of(
        part.type(),
        new FileRef(file.id(), file.name(), format.get().mediaType(), file.blob()),
        part.title());
  }

  private byte[] head(FileRef file) {
    long length = Math.min(file.blob().bytes(), ContentFormat.HEAD);
    try (var content = blobs.open(file.blob(), 0, length)) {
      return content.readNBytes(ContentFormat.HEAD);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private static ContentPart of(ContentPart.Type type, FileRef file, @Nullable String title) {
    return type == ContentPart.Type.IMAGE
        ? ContentPart.image(file)
        : ContentPart.document(file, title);
  }

  private static WorkspaceSpec workspace(
      WorkspaceSpec asked, List<AskedFile> askedFiles, Map<FileId, FileRef> found) {
    List<PlacedFile> files =
        askedFiles.stream().map(file -> placed(file, there(found, file.file()))).toList();
    return new WorkspaceSpec(asked.git(), files, asked.keep(), asked.keepFor());
  }

  private static PlacedFile placed(AskedFile asked, FileRef file) {
    String path = asked.path();
    if (path == null) {
      path = asked.unpack() ? "." : file.name();
    }
    return new PlacedFile(file, path, asked.unpack());
  }

  private static ProblemException unavailable(IOException cause) {
    var problem =
        ProblemException.of(
            ErrorCode.UNAVAILABLE, "Expected to reach what keeps files, found that it fails.");
    problem.addSuppressed(cause);
    return problem;
  }

  private static void refuse(Objections objections) {
    objections
        .refusal()
        .ifPresent(refused -> {
          throw ProblemException.ofFields(refused.code(), refused.errors());
        });
  }

  /** The same for an id that nobody has, one of another team, and a text that is no id at all. */
  private static String unknown(String id) {
    return "Expected the id of a file of this team, found '%s'.".formatted(Shown.shortly(id));
  }
}
