package dev.ccrunner.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of one record: keys and defaults as its class has them, meanings as its source says
 * them.
 *
 * @param prefix for example {@code ccr.lease}
 * @param about the first sentence on the record
 */
record Settings(String prefix, String about, List<Setting> settings) {
  private static final Pattern JAVADOC = Pattern.compile("(?s)/\\*\\*(.*?)\\*/");
  private static final Pattern TAG = Pattern.compile("(?s)@param (\\w+)\\s+(.*?)(?=\\s@param |$)");

  /** One key. An empty default means that it has none. */
  record Setting(String key, String defaultValue, String meaning) {
    /** The environment variable that Spring binds to the key. */
    String environment() {
      return key.replace("-", "").replace("[0]", "_0").replace('.', '_').toUpperCase(Locale.ROOT);
    }
  }

  /** All there are, by prefix. */
  static List<Settings> all() {
    return Code.SHIPPED.stream()
        .filter(type -> type.isAnnotatedWith(ConfigurationProperties.class))
        .map(type -> read(type.reflect()))
        .sorted(Comparator.comparing(Settings::prefix))
        .toList();
  }

  private static Settings read(Class<?> type) {
    String prefix = prefix(type);
    String about = javadoc(type).replaceFirst("@param .*", "").strip();
    var settings = new ArrayList<Setting>();
    collect(type, prefix, settings);
    String sentence = about.replaceFirst("^`" + Pattern.quote(prefix) + "`: ", "");
    return new Settings(prefix, capitalised(sentence), settings);
  }

  private static void collect(Class<?> type, String prefix, List<Setting> into) {
    var meanings =
        TAG.matcher(javadoc(type))
            .results()
            .collect(Collectors.toMap(tag -> tag.group(1), tag -> tag.group(2).strip()));
    for (var component : type.getRecordComponents()) {
      String key = prefix + "." + kebab(component.getName());
      Class<?> of = elements(component);
      if (isGroup(component.getType())) {
        collect(component.getType(), key, into);
      } else if (isGroup(of)) {
        String each = component.getType() == Map.class ? key + ".<id>" : key + "[0]";
        into.add(new Setting(each, "", meanings.getOrDefault(component.getName(), "")));
        collect(of, each, into);
      } else {
        String meaning = meanings.getOrDefault(component.getName(), "");
        into.add(new Setting(key, defaultValue(type, component), meaning));
      }
    }
  }

  /** What a list, or the values of a map, are; else the type itself. */
  private static Class<?> elements(RecordComponent component) {
    return component.getGenericType() instanceof ParameterizedType type
            && type.getActualTypeArguments()[type.getActualTypeArguments().length - 1]
                instanceof Class<?> last
        ? last
        : component.getType();
  }

  /** Not one that is written as a single text, which its {@code valueOf} reads. */
  private static boolean isGroup(Class<?> type) {
    return type.isRecord()
        && type.getName().startsWith("dev.ccrunner.")
        && Arrays.stream(type.getMethods()).noneMatch(method -> method.getName().equals("valueOf"));
  }

  private static String capitalised(String sentence) {
    return sentence.isEmpty()
        ? sentence
        : sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }

  private static String prefix(Class<?> type) {
    var annotation = type.getAnnotation(ConfigurationProperties.class);
    return annotation.value().isEmpty() ? annotation.prefix() : annotation.value();
  }

  /** The annotation is on the parameter of the canonical constructor. */
  private static String defaultValue(Class<?> type, RecordComponent component) {
    var components = type.getRecordComponents();
    for (var constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() != components.length) {
        continue;
      }
      for (int i = 0; i < components.length; i++) {
        var given = constructor.getParameters()[i].getAnnotation(DefaultValue.class);
        if (components[i].getName().equals(component.getName()) && given != null) {
          return String.join(", ", given.value());
        }
      }
    }
    return "";
  }

  private static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  /** The comment right before the record, on one line, in Markdown. */
  private static String javadoc(Class<?> type) {
    String source = source(type);
    int declaration = source.indexOf("record " + type.getSimpleName() + "(");
    String comment =
        JAVADOC
            .matcher(source.substring(0, declaration))
            .results()
            .reduce((_, last) -> last)
            .map(found -> found.group(1))
            .orElse("");
    return comment
        .replaceAll("(?m)^\\s*\\* ?", "")
        .replace("<p>", "")
        .replaceAll("\\s+", " ")
        .replaceAll("\\{@code ([^}]*)}", "`$1`")
        .replaceAll("\\{@link (?:[\\w.]*#)?([^}]*)}", "`$1`")
        .replace("|", "\\|")
        .strip();
  }

  private static Class<?> outermost(Class<?> type) {
    return type.getEnclosingClass() == null ? type : outermost(type.getEnclosingClass());
  }

  private static String source(Class<?> type) {
    String path = "src/main/java/" + outermost(type).getName().replace('.', '/') + ".java";
    try (Stream<Path> modules = Files.list(Repository.ROOT)) {
      var file =
          modules
              .map(module -> module.resolve(path))
              .filter(Files::isRegularFile)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("Expected a source file " + path));
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
