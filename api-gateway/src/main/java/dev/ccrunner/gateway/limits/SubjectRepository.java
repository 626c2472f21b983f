package dev.ccrunner.gateway.limits;

import static dev.ccrunner.infra.postgres.generated.Tables.API_KEY;
import static dev.ccrunner.infra.postgres.generated.Tables.MEMBERSHIP;

import dev.ccrunner.team.Subject;
import dev.ccrunner.team.TeamId;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** Whom a team has. */
@Repository
class SubjectRepository {
  private final DSLContext db;

  SubjectRepository(DSLContext db) {
    this.db = db;
  }

  boolean exists(TeamId team, Subject subject) {
    return switch (subject.kind()) {
      case KEY ->
          db.fetchExists(API_KEY, API_KEY.TEAM_ID.eq(team.value()), API_KEY.ID.eq(subject.id()));
      case USER ->
          db.fetchExists(
              MEMBERSHIP, MEMBERSHIP.TEAM_ID.eq(team.value()), MEMBERSHIP.USER_ID.eq(subject.id()));
      case TEAM -> subject.equals(Subject.of(team));
    };
  }
}
