package dev.waybill.client;

import java.util.Map;

/** No authorization besides the client's own headers. */
enum NoAuthorizer implements Authorizer {
  INSTANCE;

  @Override
  public Map<String, String> headers(Outgoing request) {
    return Map.of();
  }

  @Override
  public boolean again(Outgoing request, Answered answer) {
    return false;
  }

  @Override
  public String context() {
    return "";
  }
}
