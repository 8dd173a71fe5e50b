package dev.waybill.app;

import java.io.BufferedReader;
import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/** The keyboard of the terminal this process was started in, if somebody sits at it. */
final class Keyboard {
  private Keyboard() {}

  @SuppressWarnings("SystemConsoleNull") // it is null before Java 22, and again from 25 on
  static Optional<BufferedReader> reader() {
    Console console = System.console();
    return console != null && isTerminal(console)
        ? Optional.of(new BufferedReader(console.reader()))
        : Optional.empty();
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
