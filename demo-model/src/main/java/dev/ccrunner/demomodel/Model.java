package dev.ccrunner.demomodel;

import tools.jackson.databind.JsonNode;

/**
 * Decides what a request is answered: which turn of which script, and whether its fault strikes.
 */
final class Model {

  private final ScriptBook book;
  private final DemoSession demo;
  private final FaultCounts faults = new FaultCounts();

  Model(ScriptBook book, DemoSession demo) {
    this.book = book;
    this.demo = demo;
  }

  /**
   * @param session tells two runs of one script apart, where the client says which it is
   */
  Answer answer(JsonNode request, String session) {
    var conversation = ConversationReader.read(request, book);
    var turn =
        switch (conversation.script()) {
          case Script.Turns turns ->
              turns.turn(conversation.answered()).recalling(request.path("messages"));
          case Script.Demo() -> demo.turn(conversation);
        };
    var key =
        "%s/%s/%d".formatted(session, scriptId(conversation.script()), conversation.answered());
    var fault =
        turn.fault() != null && faults.strikes(key, turn.faultTimes()) ? turn.fault() : null;
    var content = fault == null ? turn.withoutFault() : turn.withSomeText();
    return new Answer(
        Ids.message(),
        request.path("model").stringValue(),
        content,
        Usage.of(request, conversation.earlierAnswers(), content),
        fault);
  }

  private static String scriptId(Script script) {
    return switch (script) {
      case Script.Turns(var id, _) -> id;
      case Script.Demo() -> "demo";
    };
  }
}
