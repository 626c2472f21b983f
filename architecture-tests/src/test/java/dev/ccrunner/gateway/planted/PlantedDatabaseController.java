package dev.ccrunner.gateway.planted;

import org.jooq.DSLContext;

/** A violator: it asks the database and is no repository. */
public final class PlantedDatabaseController {
  private PlantedDatabaseController() {}

  static int count(DSLContext db) {
    return db.execute("select 1");
  }
}
