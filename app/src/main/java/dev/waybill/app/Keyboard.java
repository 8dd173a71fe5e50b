package dev.waybill.app;

import java.io.BufferedReader;
import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keyboard of the terminal this process was started in, if somebody sits at it. */
final class Keyboard {
  private Keyboard() {}

  static Optional<BufferedReader> reader() {
    return console().map(console -> new BufferedReader(console.reader()));
  }

  /** Lines that can be hidden while they are typed. */
  static Optional<CardQuestions.Typing> typing() {
    return console().map(console -> hidden -> Optional.ofNullable(line(console, hidden)));
  }

  private static @Nullable String line(Console console, boolean hidden) {
    if (!hidden) {
      return console.readLine();
    }
    char[] typed = console.readPassword();
    return typed == null ? null : new String(typed);
  }

  @SuppressWarnings("SystemConsoleNull") // it is null before Java 22, and again from 25 on
  private static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Keyboard::isTerminal);
  }

  /** From Java 22 on there may be a console without a terminal, and only then a way to ask. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
