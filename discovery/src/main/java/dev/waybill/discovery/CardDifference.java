package dev.waybill.discovery;

import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.Implementation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that a card says otherwise than the server does, once connected. The server is right
 * (Consistency with Runtime Behavior).
 *
 * @param member of the card
 */
public record CardDifference(String member, String inCard, String live) {

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
    for (Remote remote : card.remotes()) {
      List<String> claimed = remote.supportedProtocolVersions();
      List<String> unknown =
          claimed.stream()
              .filter(version -> !discover.supportedVersions().contains(version))
              .toList();
      if (!unknown.isEmpty()) {
        differences.add(
            new CardDifference(
                "supportedProtocolVersions",
                claimed.toString(),
                discover.supportedVersions().toString()));
      }
    }
    return List.copyOf(differences);
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
