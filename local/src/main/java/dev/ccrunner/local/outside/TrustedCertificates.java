package dev.ccrunner.local.outside;

import dev.ccrunner.local.settings.SettingsInvalid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The JDK's certificates, and those of the bundle {@code SSL_CERT_FILE} names. */
final class TrustedCertificates {

  private TrustedCertificates() {}

  /** Empty: the JDK's own will do. */
  static Optional<SSLContext> context(Map<String, String> environment) {
    var file = environment.getOrDefault("SSL_CERT_FILE", "");
    if (file.isBlank() || !Files.isReadable(Path.of(file))) {
      return Optional.empty();
    }
    try {
      var trusted = new ArrayList<Certificate>(ofJdk());
      trusted.addAll(in(Path.of(file)));
      return Optional.of(trusting(trusted));
    } catch (GeneralSecurityException | IOException e) {
      throw new SettingsInvalid(
          "SSL_CERT_FILE: expected a bundle of PEM certificates, found %s, which cannot be used (%s)."
              .formatted(file, e.getMessage()));
    }
  }

  private static Collection<X509Certificate> ofJdk() throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
        .toList();
  }

  private static Collection<? extends Certificate> in(Path file)
      throws IOException, GeneralSecurityException {
    try (var bundle = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(bundle);
    }
  }

  private static SSLContext trusting(Collection<Certificate> certificates)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    var number = 0;
    for (var certificate : certificates) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
