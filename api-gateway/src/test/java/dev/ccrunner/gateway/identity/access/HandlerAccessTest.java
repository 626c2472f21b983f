package dev.ccrunner.gateway.identity.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Open;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.SignedIn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.method.HandlerMethod;

class HandlerAccessTest {
  @Test
  void isToldByTheAnnotation() throws NoSuchMethodException {
    assertThat(HandlerAccess.isOpen(handler("open"))).isTrue();
    assertThat(HandlerAccess.isOpen(handler("signedIn"))).isFalse();
    assertThat(HandlerAccess.isOpen(handler("needy"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"silent", "undecided"})
  void refusesAHandlerThatDoesNotSayForWhomItIs(String name) {
    assertThatThrownBy(() -> HandlerAccess.isOpen(handler(name)))
        .hasMessageContaining(name)
        .hasMessageContaining("@Needs, @SignedIn and @Open");
  }

  private static HandlerMethod handler(String name) throws NoSuchMethodException {
    return new HandlerMethod(new Handlers(), name);
  }

  static class Handlers {
    @Open
    public void open() {}

    @SignedIn
    public void signedIn() {}

    @Needs(Scope.RUNS_READ)
    public void needy() {}

    public void silent() {}

    @Open
    @SignedIn
    public void undecided() {}
  }
}
