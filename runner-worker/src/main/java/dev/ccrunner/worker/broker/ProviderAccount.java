package dev.ccrunner.worker.broker;

import java.net.URI;

/**
 * Where an attempt's model calls go, and with which key: the deployment's, or one of the team's
 * own.
 *
 * @param baseUrl http or https, with a path prefix if it has one
 * @param apiKey empty sends none
 * @param authorization how the key is sent
 */
public record ProviderAccount(
    URI baseUrl, String apiKey, BrokerSettings.Authorization authorization) {

  /** Without the key. */
  @Override
  public String toString() {
    return "ProviderAccount[" + baseUrl + ", key " + (apiKey.isEmpty() ? "none" : "set") + "]";
  }
}
