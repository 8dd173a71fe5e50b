package dev.waybill.server;

class LocalBackplaneTest extends BackplaneContract {
  private final Backplane backplane = Backplane.local();

  @Override
  protected Backplane connect() {
    return backplane;
  }
}
