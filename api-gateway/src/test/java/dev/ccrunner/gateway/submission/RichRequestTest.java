package dev.ccrunner.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fields about conversations and code. What they name is looked up elsewhere. */
class RichRequestTest {
  private static final String DRY = "/v1/runs?dry_run=true";
  private static final String FILE = "fil_01kb3xw6q8e0fb2a3c4d5e6f7g";
  private static final String PNG =
      Base64.getEncoder()
          .encodeToString(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2});

  private final ApiClient api = TestGateway.shared().client();

  @Test
  void resolvesEverythingThatIsSaidOfCode() {
    ApiResponse resolved =
        api.post(
                DRY,
                """
                {"prompt":"Fix the failing test\\nand the others","slash_commands":true,"file_mentions":true,
                 "workspace":{"git":{"url":"https://Git.Example.org/team/project.git","ref":"main",
                   "depth":0,"path":"./module/","submodules":true,"lfs":true},
                   "keep":"on_failure","keep_for":"7d"},
                 "output":{"schema":{"type":"object","properties":{"n":{"type":"integer"}}},
                   "artifacts":["target/site/**"],"patch":false,
                   "push":{"branch":"ccr/fix","author":{"name":"Bot"},
                     "pull_request":{"forge":"gitea","base":"main","draft":true}}},
                 "checks":[{"name":"tests","run":"mvn -q test","max_rounds":0,"timeout":"20m"},{"run":"true"}],
                 "limits":{"memory":"2Gi","cpus":"0.5","disk":"4096Mi","processes":512}}\
                """)
            .expect(200);

    assertThat(resolved.json().get("workspace").toString())
        .isEqualTo(
            """
            {"git":{"url":"https://git.example.org/team/project.git","ref":"main","depth":0,\
            "path":"module","submodules":true,"lfs":true,"secret":null},\
            "files":[],"keep":"on_failure","keep_for":"168h"}\
            """);
    assertThat(resolved.json().get("output").toString())
        .isEqualTo(
            """
            {"schema":{"type":"object","properties":{"n":{"type":"integer"}}},"repairs":2,\
            "artifacts":["target/site/**"],"patch":false,\
            "push":{"branch":"ccr/fix",\
            "author":{"name":"Bot","email":"claude-code-runner@localhost"},\
            "message":"Fix the failing test","secret":null,\
            "pull_request":{"forge":"gitea","api_url":null,"base":"main",\
            "title":"Fix the failing test","body":null,"draft":true}}}\
            """);
    assertThat(resolved.json().get("checks").toString())
        .isEqualTo(
            """
            [{"name":"tests","run":"mvn -q test","max_rounds":0,"timeout":"20m"},\
            {"name":"check-2","run":"true","max_rounds":2,"timeout":"10m"}]\
            """);
    assertThat(resolved.text("/limits/memory")).isEqualTo("2Gi");
    assertThat(resolved.text("/limits/cpus")).isEqualTo("0.5");
    assertThat(resolved.text("/limits/disk")).isEqualTo("4Gi");
    assertThat(resolved.json().at("/limits/processes").intValue()).isEqualTo(512);
    assertThat(resolved.json().get("slash_commands").booleanValue()).isTrue();
    assertThat(resolved.json().get("file_mentions").booleanValue()).isTrue();
  }

  @Test
  void keepsWhatIsAskedWithTheRun() {
    ApiResponse run =
        api.post(
                "/v1/runs",
                """
                {"prompt":"p","checks":[{"run":"true"}],"limits":{"memory":"1Gi"},
                 "output":{"schema":{"type":"object"}},
                 "workspace":{"git":{"url":"https://git.example.org/a/b"}}}\
                """)
            .expect(202);

    assertThat(api.get("/v1/runs/" + run.text("/id")).expect(200).text("/prompt")).isEqualTo("p");
  }

  @Test
  void makesAPromptOfItsTexts() {
    ApiResponse resolved =
        api.post(
                DRY,
                """
                {"prompt":"Look at this:","content":[
                  {"type":"image","source":{"type":"base64","media_type":"image/png","data":"%s"}},
                  {"type":"document","title":"Notes","source":{"type":"base64","media_type":"text/plain","data":"aGVsbG8="}},
                  {"type":"text","text":"What is it?"}]}\
                """
                    .formatted(PNG))
            .expect(200);

    assertThat(resolved.text("/prompt")).isEqualTo("Look at this:\n\nWhat is it?");
    assertThat(resolved.json().get("content").toString())
        .isEqualTo(
            """
            [{"type":"text","text":"Look at this:","file_id":null,"media_type":null,"bytes":null,"title":null},\
            {"type":"image","text":null,"file_id":null,"media_type":"image/png","bytes":10,"title":null},\
            {"type":"document","text":null,"file_id":null,"media_type":"text/plain","bytes":5,"title":"Notes"},\
            {"type":"text","text":"What is it?","file_id":null,"media_type":null,"bytes":null,"title":null}]\
            """);
  }

  @Test
  void needsAPromptOnlyWhereTheContentHasNone() {
    api.post(DRY, "{\"content\":[{\"type\":\"text\",\"text\":\"p\"}]}").expect(200);
    api.post(
            DRY,
            "{\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\","
                + "\"media_type\":\"image/png\",\"data\":\""
                + PNG
                + "\"}}]}")
        .expectProblem(400, "missing_field")
        .at("/content");
  }

  @Test
  void refusesAnImageThatIsTooLarge() {
    try (var small = TestGateway.start(java.util.Map.of("ccr.runs.content.max-image", "9B"))) {
      small
          .client()
          .post(
              DRY,
              "{\"prompt\":\"p\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\","
                  + "\"media_type\":\"image/png\",\"data\":\""
                  + PNG
                  + "\"}}]}")
          .expectProblem(413, "prompt_too_large")
          .at("/content/0/source/data")
          .saying("9 bytes");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"content\":[{}]                                                   | missing_field  | /content/0/type",
        "\"content\":[7]                                                    | invalid_field  | /content/0",
        "\"content\":[{\"type\":\"video\"}]                                 | invalid_field  | /content/0/type",
        "\"content\":[{\"type\":\"text\"}]                                  | missing_field  | /content/0/text",
        "\"content\":[{\"type\":\"text\",\"text\":\" \"}]                   | invalid_field  | /content/0/text",
        "\"content\":[{\"type\":\"text\",\"text\":\"a\",\"title\":\"b\"}]   | invalid_field  | /content/0/title",
        "\"content\":[{\"type\":\"image\"}]                                 | invalid_field  | /content/0",
        "\"content\":[{\"type\":\"image\",\"file_id\":\"fil_1\"}]           | file_not_found | /content/0/file_id",
        "\"content\":[{\"type\":\"image\",\"file_id\":\"FILE\"}]            | file_not_found | /content/0/file_id",
        "\"content\":[{\"type\":\"image\",\"file_id\":\"FILE\",\"source\":{}}]| invalid_field | /content/0",
        "\"content\":[{\"type\":\"image\",\"file_id\":\"FILE\",\"title\":\"t\"}]| invalid_field | /content/0/title",
        "\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\"}}]   | invalid_field  | /content/0/source/type",
        "\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\"}}]| missing_field  | /content/0/source/data",
        "\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"a b\"}}]| invalid_field | /content/0/source/data",
        "\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"aGVsbG8=\"}}]| invalid_field | /content/0/source/data",
        "\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/gif\",\"data\":\"PNG\"}}]| invalid_field | /content/0/source/media_type",
        "\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"PNG\"}}]| invalid_field | /content/0/source/data",
        "\"content\":[{\"type\":\"text\",\"text\":\"a\",\"x\":1}]         | unknown_field  | /content/0/x",
        "\"session_id\":\"ses_1\"                                           | session_not_found | /session_id",
        "\"session_id\":\"ses_01kb3xw6q8e0fb2a3c4d5e6f7g\"                  | session_not_found | /session_id",
        "\"workspace\":{\"git\":{}}                                         | missing_field  | /workspace/git/url",
        "\"workspace\":{\"git\":{\"url\":\"file:///etc\"}}                  | invalid_field  | /workspace/git/url",
        "\"workspace\":{\"git\":{\"url\":\"ext::sh -c id\"}}                | invalid_field  | /workspace/git/url",
        "\"workspace\":{\"git\":{\"url\":\"https://u:p@h/a\"}}              | invalid_field  | /workspace/git/url",
        "\"workspace\":{\"git\":{\"url\":\"--upload-pack=id\"}}             | invalid_field  | /workspace/git/url",
        "\"workspace\":{\"git\":{\"url\":\"https://h/a\",\"ref\":\"--help\"}}| invalid_field | /workspace/git/ref",
        "\"workspace\":{\"git\":{\"url\":\"https://h/a\",\"path\":\"../x\"}}| invalid_field  | /workspace/git/path",
        "\"workspace\":{\"git\":{\"url\":\"https://h/a\",\"depth\":-1}}     | invalid_field  | /workspace/git/depth",
        "\"workspace\":{\"git\":{\"url\":\"https://h/a\",\"secret\":\"s\"}} | secret_not_found | /workspace/git/secret",
        "\"workspace\":{\"git\":{\"url\":\"https://h/a\",\"secret\":\"sec_01kb3xw6q8e0fb2a3c4d5e6f7g\"}} | secret_not_found | /workspace/git/secret",
        "\"workspace\":{\"files\":[\"x\"]}                                  | file_not_found | /workspace/files/0",
        "\"workspace\":{\"files\":[\"FILE\"]}                               | file_not_found | /workspace/files/0",
        "\"workspace\":{\"files\":[{}]}                                     | missing_field  | /workspace/files/0/id",
        "\"workspace\":{\"files\":[{\"id\":\"FILE\",\"path\":\"/etc/x\"}]}| invalid_field  | /workspace/files/0/path",
        "\"workspace\":{\"files\":[{\"id\":\"FILE\",\"path\":\".\"}]}     | invalid_field  | /workspace/files/0/path",
        "\"workspace\":{\"files\":[7]}                                      | invalid_field  | /workspace/files/0",
        "\"workspace\":{\"keep\":\"sometimes\"}                             | invalid_field  | /workspace/keep",
        "\"workspace\":{\"keep_for\":\"1h\"}                                | invalid_field  | /workspace/keep_for",
        "\"workspace\":{\"keep\":\"always\",\"keep_for\":\"99d\"}           | invalid_field  | /workspace/keep_for",
        "\"output\":{\"schema\":[]}                                         | invalid_field  | /output/schema",
        "\"output\":{\"schema\":{}}                                         | invalid_field  | /output/schema/type",
        "\"output\":{\"schema\":{\"type\":\"object\",\"required\":1}}         | invalid_field  | /output/schema/required",
        "\"output\":{\"schema\":{\"type\":\"object\",\"allOf\":[{\"$ref\":\"http://x/\"}]}}| invalid_field | /output/schema/allOf/0/$ref",
        "\"output\":{\"repairs\":1}                                         | invalid_field  | /output/repairs",
        "\"output\":{\"schema\":{\"type\":\"object\"},\"repairs\":11}         | invalid_field  | /output/repairs",
        "\"output\":{\"artifacts\":[\"/etc/*\"]}                            | invalid_field  | /output/artifacts/0",
        "\"output\":{\"artifacts\":[\"a\",\"../*\"]}                        | invalid_field  | /output/artifacts/1",
        "\"output\":{\"artifacts\":[\"[a\"]}                                | invalid_field  | /output/artifacts/0",
        "\"output\":{\"push\":{\"branch\":\"b\"}}                           | invalid_field  | /output/push",
        "GIT,\"output\":{\"push\":{}}                                       | missing_field  | /output/push/branch",
        "GIT,\"output\":{\"push\":{\"branch\":\"-f\"}}                      | invalid_field  | /output/push/branch",
        "GIT,\"output\":{\"push\":{\"branch\":\"refs/tags/a\"}}             | invalid_field  | /output/push/branch",
        "GIT,\"output\":{\"push\":{\"branch\":\"b\",\"author\":{\"name\":\"a<b\"}}}| invalid_field | /output/push/author/name",
        "GIT,\"output\":{\"push\":{\"branch\":\"b\",\"message\":\" \"}}     | invalid_field  | /output/push/message",
        "GIT,\"output\":{\"push\":{\"branch\":\"b\",\"pull_request\":{}}}   | missing_field  | /output/push/pull_request/forge",
        "GIT,\"output\":{\"push\":{\"branch\":\"b\",\"pull_request\":{\"forge\":\"svn\"}}}| invalid_field | /output/push/pull_request/forge",
        "GIT,\"output\":{\"push\":{\"branch\":\"b\",\"pull_request\":{\"forge\":\"github\",\"api_url\":\"ftp://h\"}}}| invalid_field | /output/push/pull_request/api_url",
        "GIT,\"output\":{\"push\":{\"branch\":\"b\",\"pull_request\":{\"forge\":\"github\",\"title\":\"a\\nb\"}}}| invalid_field | /output/push/pull_request/title",
        "\"checks\":[{}]                                                    | missing_field  | /checks/0/run",
        "\"checks\":[{\"run\":\" \"}]                                       | invalid_field  | /checks/0/run",
        "\"checks\":[{\"run\":\"a\",\"name\":\"x\"},{\"run\":\"b\",\"name\":\"x\"}]| invalid_field | /checks/1/name",
        "\"checks\":[{\"run\":\"a\",\"name\":\"-x\"}]                       | invalid_field  | /checks/0/name",
        "\"checks\":[{\"run\":\"a\",\"max_rounds\":21}]                     | invalid_field  | /checks/0/max_rounds",
        "\"checks\":[{\"run\":\"a\",\"timeout\":\"7h\"}]                    | invalid_field  | /checks/0/timeout",
        "\"limits\":{\"memory\":\"2GB\"}                                    | invalid_field  | /limits/memory",
        "\"limits\":{\"memory\":\"1Mi\"}                                    | invalid_field  | /limits/memory",
        "\"limits\":{\"cpus\":\"0\"}                                        | invalid_field  | /limits/cpus",
        "\"limits\":{\"cpus\":\"0.1234\"}                                   | invalid_field  | /limits/cpus",
        "\"limits\":{\"disk\":\"9999Ti\"}                                   | invalid_field  | /limits/disk",
        "\"limits\":{\"processes\":1}                                       | invalid_field  | /limits/processes",
        "\"slash_commands\":\"yes\"                                         | invalid_field  | /slash_commands",
      })
  void refusesAFieldAndSaysWhere(String fields, String code, String pointer) {
    String body =
        ("{\"prompt\":\"p\"," + fields + "}")
            .replace("GIT", "\"workspace\":{\"git\":{\"url\":\"https://h.test/a\"}}")
            .replace("FILE", FILE)
            .replace("\"PNG\"", "\"" + PNG + "\"");

    int status = code.endsWith("_not_found") ? 404 : 400;
    ApiResponse refused = api.post(DRY, body).expectProblem(status, code).at(pointer);

    assertThat(refused.text("/errors/0/message")).contains("xpected");
  }

  @Test
  void sendsASecretOnlyWhereItMayGo() {
    String secret =
        api.post(
                "/v1/secrets",
                """
                {"name":"rich-git","kind":"git","hosts":["git.example.org","other.test:8443"],
                 "username":"bot","value":"hunter2hunter2"}\
                """)
            .expect(201)
            .text("/id");
    String body = "{\"prompt\":\"p\",\"workspace\":{\"git\":{\"url\":\"%s\",\"secret\":\"%s\"}}}";

    api.post(DRY, body.formatted("https://git.example.org/a", secret)).expect(200);
    api.post(DRY, body.formatted("https://other.test:8443/a", secret)).expect(200);
    api.post(DRY, body.formatted("https://evil.test/a", secret))
        .expectProblem(400, "invalid_field")
        .at("/workspace/git/secret")
        .saying("evil.test");
    api.post(DRY, body.formatted("https://other.test/a", secret))
        .expectProblem(400, "invalid_field")
        .at("/workspace/git/secret");
  }

  @Test
  void fetchesFilesOfGitLfsOverHttpsOnly() {
    var body = "{\"prompt\":\"x\",\"workspace\":{\"git\":{\"url\":\"%s\",\"lfs\":true}}}";

    api.post(DRY, body.formatted("https://git.example.org/a")).expect(200);
    api.post(DRY, body.formatted("git@git.example.org:a"))
        .expectProblem(400, "invalid_field")
        .at("/workspace/git/lfs")
        .saying("https");
  }
}
