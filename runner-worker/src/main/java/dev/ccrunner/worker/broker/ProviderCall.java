package dev.ccrunner.worker.broker;

import java.net.URI;
import org.eclipse.jetty.http.HttpFields;

/** One call as the provider gets it; the body is whole, so that it can be sent again. */
record ProviderCall(String method, URI uri, HttpFields headers, byte[] body) {}
