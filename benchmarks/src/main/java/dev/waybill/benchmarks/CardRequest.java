package dev.waybill.benchmarks;

import java.util.Map;

/** A crawler's request for the server's card. */
record CardRequest() implements Asked {
  @Override
  public String verb() {
    return "GET";
  }

  @Override
  public String path() {
    return "/mcp/server-card";
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("Accept", "application/mcp-server-card+json");
  }

  @Override
  public String body() {
    return "";
  }

  @Override
  public boolean isSuccess(String answer) {
    return answer.contains("server-card.schema.json");
  }
}
