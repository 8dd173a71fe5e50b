package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Name and version of a client or server, self-reported and not to be trusted. */
public record Implementation(
    String name,
    String version,
    @Nullable String title,
    @Nullable String description,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Icon> icons,
    @Nullable String websiteUrl) {

  public Implementation {
    icons = icons == null ? List.of() : List.copyOf(icons);
  }

  public Implementation(String name, String version) {
    this(name, version, null, null, List.of(), null);
  }
}
