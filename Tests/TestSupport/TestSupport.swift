// Seeded generators, law batteries and the vector loader shared by the tests.
