package dev.ccrunner.worker.sandbox;

class PlainSandboxTest extends SandboxContract {

  @Override
  Sandbox sandbox() {
    return SandboxProbe.plain(settings);
  }
}
