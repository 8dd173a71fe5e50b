package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The pages of the documentation find each other. */
class DocsLinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

  @TestFactory
  Stream<DynamicTest> every_link_between_pages_leads_somewhere() throws IOException {
    List<Path> pages = new ArrayList<>(DocsTest.pages());
    pages.addAll(List.of(Path.of("ARCHITECTURE.md"), Path.of("CONTRIBUTING.md")));
    return pages.stream()
        .map(page ->
            DynamicTest.dynamicTest(
                page.toString(),
                () -> {
                  Matcher link = LINK.matcher(Repository.text(page));
                  while (link.find()) {
                    if (!link.group(1).contains(":")) {
                      assertThat(Repository.root().resolve(page).resolveSibling(link.group(1)))
                          .exists();
                    }
                  }
                }));
  }
}
