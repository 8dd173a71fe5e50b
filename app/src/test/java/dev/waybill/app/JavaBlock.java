package dev.waybill.app;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles the Java of a page, block by block.
 *
 * <p>A block with a {@code main} method or a public class is a file of its own. Any other is a
 * snippet: its types and methods (what starts in the first column with a declaration) become
 * members of a class, and the rest the body of a method. Snippets may use {@code server}, {@code
 * builder}, {@code call}, {@code clock} and {@code principals}, the packages of Waybill without
 * importing them, and the types of the snippets before them on the page. A snippet may also be one
 * expression.
 */
final class JavaBlock {
  private static final Pattern MAIN = Pattern.compile("static void main\\(");
  private static final Pattern FILE =
      Pattern.compile("(?m)^(?:public )?(?:final )?(?:class|interface|record|enum) (\\w+)");
  private static final Pattern MEMBER =
      Pattern.compile(
          "^(?:(?:public|private|static|final|sealed|abstract)"
              + " )*(?:(?:record|class|interface|enum|@interface) (\\w+)|(?:public|private|static)"
              + " \\S+ (\\w+)\\().*",
          Pattern.DOTALL);

  private static final String PREAMBLE =
      """
      import com.fasterxml.jackson.annotation.*;
      import dev.waybill.client.*;
      import dev.waybill.discovery.*;
      import dev.waybill.fetch.*;
      import dev.waybill.http.*;
      import dev.waybill.oauth.*;
      import dev.waybill.protocol.*;
      import dev.waybill.schema.*;
      import dev.waybill.server.*;
      import dev.waybill.server.Elicited.*;
      import dev.waybill.server.Prompt;
      import dev.waybill.server.Resource;
      import dev.waybill.server.ResourceTemplate;
      import dev.waybill.server.Tool;
      import dev.waybill.jdbc.*;
      import dev.waybill.redis.*;
      import dev.waybill.tasks.*;
      import java.net.URI;
      import java.nio.file.*;
      import java.time.*;
      import java.util.*;
      import tools.jackson.databind.JsonNode;
      import tools.jackson.databind.node.ObjectNode;
      """;

  private final Map<String, String> earlier = new LinkedHashMap<>();
  private final Path output;

  JavaBlock(Path output) {
    this.output = output;
  }

  /**
   * Compiles one block.
   *
   * @return the class to run, for a program
   */
  Optional<String> compile(CodeBlock block) throws IOException {
    // Two programs of two pages may want the same port.
    String text = block.text().replace(".port(8080)", ".port(0)");
    Matcher file = FILE.matcher(text);
    if (MAIN.matcher(text).find() && file.find()) {
      List<String> problems = javac(mainClass(text), text);
      if (!problems.isEmpty()) {
        throw new AssertionError(String.join("\n", problems));
      }
      return Optional.of(mainClass(text));
    }
    snippet(text);
    return Optional.empty();
  }

  /** The type that {@code main} stands in: the last one that begins before it. */
  private static String mainClass(String text) {
    Matcher main = MAIN.matcher(text);
    int end = main.find() ? main.start() : text.length();
    String name = "";
    for (Matcher type = FILE.matcher(text); type.find() && type.start() < end; ) {
      name = type.group(1);
    }
    return name;
  }

  private void snippet(String text) throws IOException {
    StringBuilder imports = new StringBuilder(PREAMBLE);
    StringBuilder body = new StringBuilder();
    Map<String, String> members = new LinkedHashMap<>(earlier);
    for (String chunk : chunks(text)) {
      String code = chunk.replaceAll("(?m)^(?://|@|/?\\*).*\\n", "");
      Matcher member = MEMBER.matcher(code.stripLeading());
      if (chunk.startsWith("import ")) {
        imports.append(chunk);
      } else if (member.matches() && !chunk.startsWith("  ")) {
        String name = member.group(1) == null ? member.group(2) + "()" : member.group(1);
        members.put(name, chunk);
      } else {
        body.append(chunk).append('\n');
      }
    }
    String statements = body.toString();
    List<String> problems =
        attempt(
            imports,
            members,
            "  Object run() throws Exception {\n" + statements + "\n    return null;\n  }\n");
    if (!problems.isEmpty()) {
      List<String> closed =
          attempt(imports, members, "  Object run() throws Exception {\n" + statements + "\n  }\n");
      if (!closed.isEmpty()
          && !attempt(
                  imports,
                  members,
                  "  Object value() throws Exception {\n    return "
                      + statements.strip()
                      + ";\n  }\n")
              .isEmpty()) {
        throw new AssertionError(String.join("\n", problems));
      }
    }
    earlier.putAll(members);
  }

  /** Parts that are parted by empty lines in the first column, imports line by line. */
  private static List<String> chunks(String text) {
    List<String> chunks = new ArrayList<>();
    StringBuilder chunk = new StringBuilder();
    for (String line : text.lines().toList()) {
      boolean deeper = line.startsWith(" ") || line.startsWith("}") || line.startsWith(")");
      if (line.isBlank()) {
        chunk.append('\n');
        continue;
      }
      boolean gap = chunk.toString().endsWith("\n\n") || line.startsWith("import ");
      boolean oneLine =
          chunk.toString().strip().lines().count() == 1
              && chunk.toString().strip().startsWith("record ")
              && chunk.toString().strip().endsWith("{}");
      if (!chunk.isEmpty() && !deeper && (gap || oneLine)) {
        chunks.add(chunk.toString());
        chunk.setLength(0);
      }
      chunk.append(line).append('\n');
    }
    chunks.add(chunk.toString());
    return chunks;
  }

  private List<String> attempt(CharSequence imports, Map<String, String> members, String body)
      throws IOException {
    StringBuilder source = new StringBuilder(imports);
    source.append(
        """
        abstract class Snippet {
          McpServer server;
          McpServer.Builder builder;
          Call call;
          McpClient client;
          InstantSource clock;
          Principals principals;

          interface Principals {
            Principal of(String authorization);
          }

        """);
    members.values().forEach(source::append);
    source.append(body).append("}\n");
    return javac("Snippet", source.toString());
  }

  private List<String> javac(String name, String source) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    List<String> problems = new ArrayList<>();
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options =
        List.of(
            "-d",
            Files.createDirectories(output).toString(),
            "-proc:none",
            "-parameters",
            "--release",
            "21",
            "-classpath",
            System.getProperty("java.class.path"));
    boolean compiled =
        javac
            .getTask(
                new StringWriter(),
                null,
                problem -> {
                  if (problem.getKind() == javax.tools.Diagnostic.Kind.ERROR) {
                    problems.add(
                        problem.getMessage(null)
                            + " at: "
                            + source
                                .lines()
                                .skip(Math.max(0, problem.getLineNumber() - 1))
                                .findFirst()
                                .orElse(""));
                  }
                },
                options,
                null,
                List.of(file))
            .call();
    return compiled ? List.of() : problems.isEmpty() ? List.of("not compiled") : problems;
  }
}
