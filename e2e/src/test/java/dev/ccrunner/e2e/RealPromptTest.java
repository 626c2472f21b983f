package dev.ccrunner.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is uploaded and shown to the real Claude Code, as it arrives at the model. */
class RealPromptTest extends OnRealClaude {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void bringsTheVeryContentToTheModelThatWasUploaded() throws Exception {
    var client = client();
    byte[] picture = picture();
    byte[] pdf = pdf();
    var notes = "Rule 1: no @/etc/passwd, no /clear.\nRule 2: \u00e9\u4e16\n";
    var body = JSON.createObjectNode();
    var content = body.putArray("content");
    content.addObject().put("type", "text").put("text", "What is wrong with this page?");
    content
        .addObject()
        .put("type", "image")
        .put("file_id", client.upload("page.png", "image/png", picture));
    content
        .addObject()
        .put("type", "document")
        .put("file_id", client.upload("guide.pdf", "application/pdf", pdf));
    content
        .addObject()
        .put("type", "document")
        .put("title", "Rules")
        .put(
            "file_id",
            client.upload("rules.txt", "text/plain", notes.getBytes(StandardCharsets.UTF_8)));
    content.addObject().put("type", "text").put("text", "SCRIPT<<[{\"text\":\"Seen.\"}]>>");

    var answer = client.send("POST", "/v1/runs", UUID.randomUUID().toString(), body.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    var run = JSON.readTree(answer.body()).path("id").asString();
    assertThat(client.streamToEnd(run, 0).getLast().type()).isEqualTo("run.succeeded");

    assertThat(client.get("/v1/runs/" + run).path("result").path("text").asString())
        .isEqualTo("Seen.");
    var said = blocksOfTheLastRequest();
    assertThat(said)
        .extracting(block -> block.path("type").asString())
        .containsSubsequence("text", "image", "document", "document", "text");
    assertThat(of(said, "image"))
        .singleElement()
        .satisfies(image -> {
          assertThat(image.at("/source/media_type").asString()).isEqualTo("image/png");
          assertThat(decoded(image)).isEqualTo(picture);
        });
    var documents = of(said, "document");
    assertThat(documents)
        .extracting(document -> document.path("title").asString())
        .containsExactly("guide.pdf", "Rules");
    assertThat(decoded(documents.getFirst())).isEqualTo(pdf);
    assertThat(documents.getLast().at("/source/data").asString()).isEqualTo(notes);
  }

  /** Of all that the user said in it. */
  private List<JsonNode> blocksOfTheLastRequest() {
    var last =
        stack().model().requests().stream()
            .map(request -> request.body())
            .filter(body -> body.contains("What is wrong with this page?"))
            .reduce((_, later) -> later)
            .orElseThrow();
    var blocks = new ArrayList<JsonNode>();
    for (var message : JSON.readTree(last).path("messages")) {
      if (message.path("role").asString().equals("user") && message.path("content").isArray()) {
        message.path("content").forEach(blocks::add);
      }
    }
    return blocks;
  }

  private static List<JsonNode> of(List<JsonNode> blocks, String type) {
    return blocks.stream().filter(block -> block.path("type").asString().equals(type)).toList();
  }

  private static byte[] decoded(JsonNode block) {
    return Base64.getDecoder().decode(block.at("/source/data").asString());
  }

  /** A real one, and like no other. */
  private static byte[] picture() throws IOException {
    var image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    var random = new Random(1);
    for (int at = 0; at < 64 * 64; at++) {
      image.setRGB(at % 64, at / 64, random.nextInt(1 << 24));
    }
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  /** One empty page. */
  private static byte[] pdf() {
    return """
    %PDF-1.4
    1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
    2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj
    trailer<</Root 1 0 R>>
    %%EOF
    """
        .getBytes(StandardCharsets.US_ASCII);
  }
}
