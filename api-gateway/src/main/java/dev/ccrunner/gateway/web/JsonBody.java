package dev.ccrunner.gateway.web;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of a request, as handlers ask for it: read up to the bound, well-formed, without
 * duplicate fields.
 *
 * @param bytes as they came
 * @param root the value; a missing node when the body is empty
 */
public record JsonBody(byte[] bytes, JsonNode root) {

  /** The fields of the object that the body must be. */
  public Fields fields() {
    if (root instanceof ObjectNode object) {
      return Fields.of(object);
    }
    String found = root.isMissingNode() ? "an empty body" : Fields.kind(root);
    throw ProblemException.at(
        ErrorCode.MALFORMED_JSON, "", "Expected a JSON object, found " + found + ".");
  }

  /** The same where a request may also come without a body. */
  public Fields fieldsIfAny() {
    return root.isMissingNode() ? Fields.of(JsonBodies.emptyObject()) : fields();
  }
}
