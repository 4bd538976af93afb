console.log(`payments runs in ${process.argv[2]}`);
