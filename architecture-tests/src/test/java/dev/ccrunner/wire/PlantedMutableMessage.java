package dev.ccrunner.wire;

/** A violator: a message that can change on its way. */
public final class PlantedMutableMessage {
  private String text = "";

  void change(String other) {
    text = other;
  }

  String text() {
    return text;
  }
}
