package io.github.gpfailover.testkit.signature;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.gpfailover");

    @Test
    void nobodySleepsOrReadsTheWallClockBesideTheSleeper() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.github.gpfailover.spi.SystemSleeper")
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(TimeUnit.class, "sleep", long.class)
                .check(CLASSES);
    }

    @Test
    void resilience4jIsKnownInOnePlaceOfEachModule() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("RetryLoop")
                .and()
                .resideOutsideOfPackage("io.github.gpfailover.ssh.internal.line..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.resilience4j..")
                .check(CLASSES);
    }

    @Test
    void thePostgresDriverIsKnownInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.gpfailover.core.internal.jdbc..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postgresql..")
                .check(CLASSES);
    }

    @Test
    void theArrowsBetweenPackagesGoOneWay() {
        slices().matching("io.github.gpfailover.core.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
        slices().matching("io.github.gpfailover.core.(*)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.github.gpfailover.cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.github.gpfailover.error..",
                        "io.github.gpfailover.spi..",
                        "io.github.gpfailover.step..",
                        "io.github.gpfailover.journal..",
                        "io.github.gpfailover")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.github.gpfailover.spi..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.github.gpfailover.step..", "io.github.gpfailover.journal..", "io.github.gpfailover")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.github.gpfailover.step..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.github.gpfailover.journal..", "io.github.gpfailover")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.github.gpfailover")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.gpfailover.journal..")
                .check(CLASSES);
    }

    @Test
    void nobodyKnowsTheTestkitOrTheCoresInsides() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.gpfailover.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.gpfailover.testkit..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages("io.github.gpfailover.core..", "io.github.gpfailover.testkit.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.gpfailover.core.internal..")
                .check(CLASSES);
        // The simulated hosts answer the library's own scripts, so they know their texts and nothing else of the core's
        // insides.
        noClasses()
                .that()
                .resideInAPackage("io.github.gpfailover.testkit.internal..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.github.gpfailover.core.internal..")
                        .and(resideOutsideOfPackage("io.github.gpfailover.core.internal.script..")))
                .check(CLASSES);
    }

    @Test
    void sshIsKnownInItsModuleAlone() {
        slices().matching("io.github.gpfailover.ssh.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.gpfailover.ssh.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.schmizz..", "com.hierynomus..", "org.bouncycastle..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages("io.github.gpfailover.ssh..", "io.github.gpfailover.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.gpfailover.ssh..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.gpfailover.testkit.internal.ssh..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.sshd..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.gpfailover.ssh..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.gpfailover.ssh.internal..")
                .check(CLASSES);
    }
}
