package dev.waybill.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What a launched program does once it runs: it answers commands until its input ends. */
final class Commands {
  private Commands() {}

  interface Answering {
    String answer(String command) throws IOException, InterruptedException;
  }

  /** Says hello, answers each line with a line, and ends the process at the end of input. */
  static void serve(String greeting, Answering answering) throws IOException, InterruptedException {
    System.out.println(greeting);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(answering.answer(line));
    }
    System.exit(0);
  }
}
