package dev.waybill.legacy;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.waybill.protocol.Implementation;
import dev.waybill.protocol.MetaKeys;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was agreed at {@code initialize}. It travels sealed as {@code Mcp-Session-Id}, so that every
 * worker knows it and none has to remember it. Names are short because clients carry them.
 *
 * @param id names the session among the workers; random
 * @param client name and version the client gave itself
 * @param principal who opened it
 * @param issued seconds since 1970
 * @param expires seconds since 1970
 */
record Session(
    @JsonProperty("s") String id,
    @JsonProperty("v") Revision revision,
    @JsonProperty("c") ObjectNode capabilities,
    @JsonProperty("n") Implementation client,
    @JsonProperty("p") String principal,
    @JsonProperty("i") long issued,
    @JsonProperty("x") long expires) {

  /** Who the client is, as handlers of any revision ask for it. */
  void introduce(ObjectNode meta) {
    meta.putObject(MetaKeys.CLIENT_INFO)
        .put("name", client.name())
        .put("version", client.version());
  }

  boolean isOver(Instant now) {
    return now.getEpochSecond() >= expires;
  }
}
