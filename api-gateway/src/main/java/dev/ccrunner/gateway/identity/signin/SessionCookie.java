package dev.ccrunner.gateway.identity.signin;

import dev.ccrunner.gateway.web.ClientAddresses;
import org.springframework.stereotype.Component;

/** The cookie that keeps a browser signed in. */
@Component
public class SessionCookie extends HostCookie {
  SessionCookie(ClientAddresses addresses) {
    super("ccr_session", addresses);
  }
}
