package dev.waybill.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.waybill.protocol.ClientRequest.MultiRoundTrip;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * What travels sealed inside {@code requestState} (basic/patterns/mrtr, Server Requirements): the
 * journal so far and everything it is bound to. Names are short because clients carry them.
 *
 * @param digest of the request's other parameters
 * @param expires seconds since 1970
 * @param nonce of this state; another with every round
 * @param round how many times the client was asked so far
 * @param asked the questions that are open, by key, with the digest of their rendering
 */
record RequestState(
    @JsonProperty("c") String callId,
    @JsonProperty("p") String principal,
    @JsonProperty("m") String method,
    @JsonProperty("n") String target,
    @JsonProperty("d") String digest,
    @JsonProperty("i") long issued,
    @JsonProperty("x") long expires,
    @JsonProperty("o") String nonce,
    @JsonProperty("r") int round,
    @JsonProperty("e") List<Entry> entries,
    @JsonProperty("q") Map<String, String> asked) {

  private static final String PURPOSE = "requestState";

  /** Seals states and opens them; what does not open or does not belong is refused with -32602. */
  record Codec(Sealer sealer, InstantSource clock, Duration lifetime, int maxChars) {

    /**
     * @throws ToolException when the state is past the limits within which JSON is read
     */
    String seal(RequestState state) {
      byte[] plain = Json.bytes(state);
      if (read(plain).isEmpty()) {
        throw new ToolException(
            "The state of "
                + state.target
                + " could not be read again: a step's value is nested too deep");
      }
      return sealer.seal(PURPOSE, plain);
    }

    RequestState open(String sealed, MultiRoundTrip request, Principal principal, String digest) {
      if (sealed.length() > maxChars) {
        throw refused("it is longer than any this server gives out");
      }
      RequestState state =
          sealer
              .open(PURPOSE, sealed)
              .flatMap(Codec::read)
              .orElseThrow(
                  () -> refused("it was changed, or sealed with a key this server does not have"));
      if (!state.principal.equals(principal.id())) {
        throw refused("it was given to someone else");
      }
      if (!state.method.equals(request.method()) || !state.target.equals(request.target())) {
        throw refused("it was given for another request");
      }
      if (!state.digest.equals(digest)) {
        throw refused("it was given for other arguments");
      }
      if (clock.instant().getEpochSecond() >= state.expires) {
        throw refused("it has expired");
      }
      return state;
    }

    private static Optional<RequestState> read(byte[] plain) {
      try {
        return Optional.of(Json.mapper().readValue(plain, RequestState.class));
      } catch (JacksonException e) {
        return Optional.empty();
      }
    }

    Instant expiry() {
      return clock.instant().plus(lifetime);
    }

    static McpException refused(String why) {
      return McpException.invalidParams(
          "\"requestState\" is not valid: " + why + "; send the request again without it");
    }
  }
}
