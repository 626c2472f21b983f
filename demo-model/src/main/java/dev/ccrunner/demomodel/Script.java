package dev.ccrunner.demomodel;

import java.util.List;

/** Who answers a prompt: a list of turns, or the demo session. */
sealed interface Script {

  /**
   * @param id tells two scripts apart when faults are counted
   */
  record Turns(String id, List<Turn> turns) implements Script {

    public Turns {
      turns = List.copyOf(turns);
    }

    Turn turn(int index) {
      return index < turns.size()
          ? turns.get(index)
          : Turn.saying("That was the last turn of the script.");
    }
  }

  /** See {@link DemoSession}. */
  record Demo() implements Script {}
}
