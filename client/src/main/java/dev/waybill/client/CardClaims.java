package dev.waybill.client;

import dev.waybill.discovery.CardDifference;
import dev.waybill.discovery.Inputs;
import dev.waybill.discovery.Remote;
import dev.waybill.discovery.RemoteConnection;
import dev.waybill.discovery.ServerCard;
import dev.waybill.fetch.Fetcher;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A card that a client begins with. It is a claim of its publisher: where it leads is checked
 * before anything is sent, and what it says is compared with the server, which is right.
 */
record CardClaims(ServerCard card, RemoteConnection connection) {
  private static final Logger LOG = LoggerFactory.getLogger(CardClaims.class);

  /** The first remote that is streamable HTTP, or else the first, filled in. */
  static CardClaims of(ServerCard card, Inputs inputs) {
    Remote remote =
        card.remotes().stream()
            .filter(offered -> offered.type().equals(Remote.STREAMABLE_HTTP))
            .findFirst()
            .or(() -> card.remotes().stream().findFirst())
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "The card of " + card.name() + " names no remote to connect to"));
    return new CardClaims(card, RemoteConnection.to(remote, inputs));
  }

  /** Refuses an address that the rules do not allow. */
  void check(Fetcher rules) {
    rules.check(connection.url());
  }

  void compare(McpClient client, Consumer<CardDifference> differences) {
    try {
      CardDifference.between(card, client.server()).forEach(differences);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  void log(CardDifference difference) {
    LOG.warn("The card of {} is not up to date: {}", card.name(), difference);
  }
}
