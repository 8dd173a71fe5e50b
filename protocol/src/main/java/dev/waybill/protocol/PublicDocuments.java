package dev.waybill.protocol;

import java.util.List;

/**
 * All documents that are served together.
 *
 * @param links values of the {@code Link} header (RFC 8288) that goes with every answer to a GET or
 *     HEAD, wherever it was sent
 */
public record PublicDocuments(List<PublicDocument> documents, List<String> links) {
  public static final PublicDocuments NONE = new PublicDocuments(List.of(), List.of());

  public PublicDocuments {
    documents = List.copyOf(documents);
    links = List.copyOf(links);
    for (String link : links) {
      if (!link.chars().allMatch(c -> c >= ' ' && c < 127)) {
        throw new IllegalArgumentException("A Link header must be printable ASCII: " + link);
      }
    }
  }
}
