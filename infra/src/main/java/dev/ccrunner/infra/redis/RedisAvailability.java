package dev.ccrunner.infra.redis;

/** Whether it is worth asking Redis at all; answered from what is known, without asking it. */
public interface RedisAvailability {

  /** False from the moment a connection is lost or a command ran into its time limit. */
  boolean available();
}
