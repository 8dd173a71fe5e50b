package dev.waybill.discovery;

import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.Implementation;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.MetaKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that a card says otherwise than the server does, once connected. The server is right
 * (Consistency with Runtime Behavior).
 *
 * @param member of the card
 */
public record CardDifference(String member, String inCard, String live) {

  public CardDifference {
    // What a server says of itself was checked by nobody, and differences get into logs.
    inCard = Rules.cleaned(inCard);
    live = Rules.cleaned(live);
  }

  /**
   * The same with the server's name and version as its {@code server/discover} result has them in
   * {@code _meta}; where it has none, the protocol versions alone are compared.
   */
  public static List<CardDifference> between(ServerCard card, DiscoverResult discover) {
    JsonNode info = discover.meta().get(MetaKeys.SERVER_INFO);
    if (info == null || !info.path("name").isString() || !info.path("version").isString()) {
      return versions(card, discover);
    }
    return between(card, Json.mapper().treeToValue(info, Implementation.class), discover);
  }

  /** Compares a card with what the server behind it says of itself; only what both say counts. */
  public static List<CardDifference> between(
      ServerCard card, Implementation info, DiscoverResult discover) {
    List<CardDifference> differences = new ArrayList<>();
    if (!isNameOf(card.name(), info.name())) {
      differences.add(new CardDifference("name", card.name(), info.name()));
    }
    compare(differences, "version", card.version(), info.version());
    compare(differences, "title", card.title(), Card.shortened(info.title()));
    if (info.description() != null) {
      compare(differences, "description", card.description(), Card.shortened(info.description()));
    }
    compare(differences, "websiteUrl", card.websiteUrl(), info.websiteUrl());
    if (!card.icons().isEmpty() && !info.icons().isEmpty() && !card.icons().equals(info.icons())) {
      differences.add(
          new CardDifference(
              "icons", card.icons().size() + " icons", info.icons().size() + " other icons"));
    }
    differences.addAll(versions(card, discover));
    return List.copyOf(differences);
  }

  private static List<CardDifference> versions(ServerCard card, DiscoverResult discover) {
    List<String> live = discover.supportedVersions();
    return card.remotes().stream()
        .map(Remote::supportedProtocolVersions)
        .filter(claimed -> !live.containsAll(claimed))
        .map(claimed ->
            new CardDifference("supportedProtocolVersions", claimed.toString(), live.toString()))
        .toList();
  }

  private static void compare(
      List<CardDifference> into, String member, @Nullable String inCard, @Nullable String live) {
    if (inCard != null && live != null && !Objects.equals(inCard, live)) {
      into.add(new CardDifference(member, inCard, live));
    }
  }

  /** A server need not know the namespace that its operator gives it. */
  private static boolean isNameOf(String card, String live) {
    return card.equals(live) || card.substring(card.indexOf('/') + 1).equals(Card.slug(live));
  }

  @Override
  public String toString() {
    return member + ": the card says " + inCard + ", the server " + live;
  }
}
