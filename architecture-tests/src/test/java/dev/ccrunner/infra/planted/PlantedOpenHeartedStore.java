package dev.ccrunner.infra.planted;

import java.util.List;
import org.jooq.Condition;

/** A violator: its callers need jOOQ. */
public final class PlantedOpenHeartedStore {
  private PlantedOpenHeartedStore() {}

  public static int find(List<Condition> wanted) {
    return wanted.size();
  }
}
