package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java of docs/http.md compiles. */
class DocsTest {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path classes;

  static Stream<String> blocks() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "http.md"));
    return BLOCK.matcher(page).results().map(block -> block.group(1));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void an_example_compiles(String block) {
    String source =
        """
        import dev.waybill.http.*;
        import dev.waybill.protocol.PublicDocument;
        import dev.waybill.protocol.PublicDocuments;
        import dev.waybill.server.*;
        import java.nio.file.Path;
        import java.time.Duration;
        import java.util.List;

        class Example {
          interface Principals {
            Principal of(String credentials);
          }

          HttpEndpoint open(McpServer server, Principals principals) {
            %s
            return endpoint;
          }
        }
        """
            .formatted(block);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    var file =
        new SimpleJavaFileObject(URI.create("memory:/Example.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options =
        List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
    boolean compiled = compiler.getTask(problems, null, null, options, null, List.of(file)).call();
    assertThat(compiled).as(problems.toString()).isTrue();
  }
}
