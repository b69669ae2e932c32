import { accessible, test } from "./people.ts";
import { year } from "./year.ts";

test.skip(!!process.env.NO_ISLANDS, "the bundle could not be built");
test.setTimeout(240_000);

test("a whole year of the central office: copied, changed, published, opened, answered, extended, closed", async ({ page }, info) => {
  test.skip(info.project.name === "phone", "the pictures look at a phone's");
  await year(page, () => accessible(page));
});
