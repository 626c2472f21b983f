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
 * @param discreet whether refusals must not repeat anything of it
 */
public record JsonBody(byte[] bytes, JsonNode root, boolean discreet) {

  /** The fields of the object that the body must be. */
  public Fields fields() {
    if (root instanceof ObjectNode object) {
      return Fields.of(object, discreet);
    }
    String found = root.isMissingNode() ? "an empty body" : Fields.kind(root, discreet);
    throw ProblemException.at(
        ErrorCode.MALFORMED_JSON, "", "Expected a JSON object, found " + found + ".");
  }

  /** Without the body: it may be anything. */
  @Override
  public String toString() {
    return "JsonBody[" + bytes.length + " bytes]";
  }

  /** The same where a request may also come without a body. */
  public Fields fieldsIfAny() {
    return root.isMissingNode() ? Fields.of(JsonBodies.emptyObject(), discreet) : fields();
  }
}
