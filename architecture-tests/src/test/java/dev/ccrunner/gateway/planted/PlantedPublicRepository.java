package dev.ccrunner.gateway.planted;

import org.jooq.DSLContext;

/** A violator: a repository, but one that other features can reach. */
public final class PlantedPublicRepository {
  private PlantedPublicRepository() {}

  static int count(DSLContext db) {
    return db.execute("select 1");
  }
}
