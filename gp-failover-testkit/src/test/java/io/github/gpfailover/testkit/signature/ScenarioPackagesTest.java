package io.github.gpfailover.testkit.signature;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ScenarioPackagesTest {

    private final JavaClasses tests = new ClassFileImporter().importPackages("io.github.gpfailover.testkit.scenario");

    @Test
    void kindsOfScenariosShareOnlyWhatLiesBesideThem() {
        slices().matching("io.github.gpfailover.testkit.scenario.(*)..")
                .should()
                .notDependOnEachOther()
                .check(tests);
        noClasses()
                .that()
                .resideInAPackage("io.github.gpfailover.testkit.scenario")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.gpfailover.testkit.scenario.*..")
                .check(tests);
    }
}
